using System.Globalization;
using System.Reflection;
using Portal.Application;
using Portal.Application.Identity;
using Portal.Infrastructure;
using Portal.Infrastructure.Persistence;
using Portal.Web;
using Portal.Web.Cli;

// Numbers and dates read alike on every machine. Not by the runtime's invariant mode, in which SqlClient opens no connection.
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

if (CommandLine.Mistakes(args))
{
    return CommandLine.Refuse(args, Console.Error);
}

if (CommandLine.Asks(args) && args[0] is not "migrate")
{
    return await CommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
}

try
{
    return await StartAsync(args);
}
catch (Exception ex) when (Assembly.GetEntryAssembly() == typeof(Program).Assembly && StartFailure.InWords(ex) is { } words)
{
    // An operator's mistake is told in words; a test host wants the exception itself.
    Console.Error.WriteLine(words);
    return 1;
}

static async Task<int> StartAsync(string[] args)
{
    var migrateOnly = args is ["migrate", ..];
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = migrateOnly ? args[1..] : args, ContentRootPath = AppContext.BaseDirectory });
    builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
    if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
    {
        builder.WebHost.UseUrls("http://localhost:5080");
    }

    builder.AddDemo().AddTemplatesToCatalog();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddApplication().AddInfrastructure(builder.Configuration);
    builder.Services.AddPortalWeb(builder.Configuration, builder.Environment);

    var app = builder.Build();
    var migrator = app.Services.GetRequiredService<DatabaseMigrator>();
    if (migrateOnly)
    {
        var applied = await migrator.MigrateAsync(CancellationToken.None);
        Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", applied)}.");
        return 0;
    }

    await using (WaitingRoom room = new(app, app.Services.GetRequiredService<TimeProvider>()))
    {
        if (!await room.PassAsync(async ct =>
        {
            await migrator.MigrateAsync(ct);
            await app.Services.GetRequiredService<ITokenDirectory>().ReloadAsync(ct);
        }))
        {
            return 0;
        }
    }

    app.UsePortalWeb();
    app.AnnounceAddress();
    await app.RunAsync();
    return 0;
}

/// <summary>Entry point; named for the test host.</summary>
public partial class Program;
