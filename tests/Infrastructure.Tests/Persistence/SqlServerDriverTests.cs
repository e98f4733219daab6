using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;

namespace Portal.InfrastructureTests.Persistence;

/// <summary>There is no SQL Server here, so that its driver could run at all is proved by compiling all of it.</summary>
public sealed class SqlServerDriverTests
{
    [Fact]
    public void Every_method_of_the_driver_finds_the_assemblies_it_names()
    {
        List<string> broken = [];
        foreach (var method in typeof(SqlConnection).Assembly.GetTypes().Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)).OfType<MethodBase>()
            .Where(m => m is { IsAbstract: false, ContainsGenericParameters: false }))
        {
            try
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
            catch (FileNotFoundException ex)
            {
                broken.Add($"{method.DeclaringType!.Name}.{method.Name}: {ex.FileName}");
            }
            catch (PlatformNotSupportedException)
            {
                // Delegates begin and end nothing on .NET.
            }
        }

        // People who sign in to Azure SQL in a window on Windows; the portal is no such person.
        Assert.All(broken, b => Assert.StartsWith("ActiveDirectoryAuthenticationProvider.CreateClientAppInstance: Microsoft.Identity.Client.Broker", b, StringComparison.Ordinal));
    }

    [Fact]
    public void A_connection_can_be_opened_as_far_as_the_runtime_is_concerned()
    {
        using SqlConnection connection = new("Server=127.0.0.1,1;User Id=portal;Password=x;Encrypt=false;Connect Timeout=1");

        Assert.Throws<SqlException>(connection.Open); // nobody listens: not NotSupportedException, which the invariant mode of globalization gives
    }
}
