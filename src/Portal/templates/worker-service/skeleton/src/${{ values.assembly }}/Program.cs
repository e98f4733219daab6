using ${{ values.assembly }};
using Microsoft.Extensions.Options;

// The generic host, with a web server for the probes only: nothing but Kubernetes asks it.
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
builder.Logging.ClearProviders().AddJsonConsole(console =>
{
    console.IncludeScopes = true;
    console.UseUtcTimestamp = true;
    console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
});
builder.Services.AddOptions<JobLoopOptions>().BindConfiguration("JobLoop").ValidateDataAnnotations().ValidateOnStart();

// A job that has begun is finished before the process ends.
builder.Services.AddOptions<HostOptions>().Configure<IOptions<JobLoopOptions>>((host, loop) => host.ShutdownTimeout = loop.Value.JobTimeout + TimeSpan.FromSeconds(5));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Heartbeat>();
builder.Services.AddScoped<IJobHandler, LogJobs>();

// Put your broker's here (Azure Service Bus, RabbitMQ, SQS, ...): the loop knows only IJobQueue.
builder.Services.AddSingleton<IJobQueue, InMemoryQueue>();
builder.Services.AddHostedService<JobLoop>();
builder.Services.AddHealthChecks().AddCheck<HeartbeatCheck>("job loop");

var app = builder.Build();

// Live: the loop turns; one that hangs is restarted. Ready: the same, so that a rollout waits for a loop that has begun.
app.MapHealthChecks("/health/live");
app.MapHealthChecks("/health/ready");
app.Run();
