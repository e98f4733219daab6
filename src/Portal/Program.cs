using Portal.Application;
using Portal.Application.Identity;
using Portal.Infrastructure;
using Portal.Infrastructure.Persistence;
using Portal.Web;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
{
    builder.WebHost.UseUrls("http://localhost:5080");
}

builder.AddDemo();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddApplication().AddInfrastructure(builder.Configuration);
builder.Services.AddPortalWeb(builder.Configuration, builder.Environment);
builder.Services.AddMissing();

var app = builder.Build();
await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
await app.Services.GetRequiredService<ITokenDirectory>().ReloadAsync(CancellationToken.None);
app.UsePortalWeb();
await app.RunAsync();

/// <summary>Entry point; named for the test host.</summary>
public partial class Program;
