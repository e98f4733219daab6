using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Portal.Web;

/// <summary>One line at the start that says where to go.</summary>
internal static partial class Announcement
{
    public static void AnnounceAddress(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        var shell = app.Services.GetRequiredService<IOptions<PortalShell>>().Value;
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Portal");
        foreach (var address in addresses ?? [])
        {
            Log.Ready(logger, shell.Organisation, address, shell.Demo ? "pick a persona to sign in, then read " + address + "/docs/portal/first-look" : "sign in there");
        }
    });

    private static partial class Log
    {
        [LoggerMessage(1002, LogLevel.Information, "{Organisation} is ready: open {Address} - {Next}")]
        public static partial void Ready(ILogger logger, string organisation, string address, string next);
    }
}
