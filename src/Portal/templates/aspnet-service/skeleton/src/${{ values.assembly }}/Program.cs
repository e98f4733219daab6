using ${{ values.assembly }};

var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddJsonConsole();
builder.Services.AddHealthChecks();
builder.Services.AddSingleton<ServiceInfo>();

var app = builder.Build();

// Live: the process answers. Ready: it can do its work; add a check for each thing it cannot work without.
app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
app.MapHealthChecks("/health/ready");
app.MapGet("/", (ServiceInfo info) => info);
app.Run();

public partial class Program;
