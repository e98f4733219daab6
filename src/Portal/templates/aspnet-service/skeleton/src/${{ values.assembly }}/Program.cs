using ${{ values.assembly }};

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
builder.Logging.ClearProviders().AddJsonConsole(console =>
{
    console.IncludeScopes = true;
    console.UseUtcTimestamp = true;
    console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
});
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
builder.Services.AddProblemDetails();
builder.Services.AddSingleton<ServiceInfo>();
builder.Services.AddDrain();

// Add a check for each thing the service cannot work without; a failing one takes the pod out of the load balancer.
builder.Services.AddHealthChecks().AddCheck<Drain>("accepts requests");

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();

// Live: the process answers. Ready: it can do its work. A check that fails in "live" would restart every pod at once, so there is none.
app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
app.MapHealthChecks("/health/ready");
app.MapGet("/", (ServiceInfo info) => info);
app.Run();
