using System.Globalization;
using System.Runtime.CompilerServices;

namespace Portal.Testing;

/// <summary>Part of every test assembly: numbers and dates read as they do in the portal, whatever the machine's language.</summary>
internal static class InvariantCulture
{
    [ModuleInitializer]
    internal static void Use()
        => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
}
