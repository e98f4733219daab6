using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Web;

/// <summary>Everything the web layer brings: sign-in, MVC by feature folder, headers, errors in words.</summary>
public static class WebServices
{
    /// <summary>Where an unknown page is rendered; the address asked for is kept under this key.</summary>
    public const string NotFoundPath = "/not-found";

    private const int YearInSeconds = 31_536_000;

    public static IServiceCollection AddPortalWeb(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.Configure<PortalShell>(configuration.GetSection(PortalShell.Section));
        services.AddHttpContextAccessor();
        services.AddSingleton<ICurrentUser, HttpCurrentUser>();
        services.AddSingleton<ILiveFeed, LiveFeed>();
        services.AddScoped<Features.Runs.RunEvents>();
        services.AddOptions<Features.Chat.SlackOptions>().BindConfiguration(Features.Chat.SlackOptions.Section)
            .PostConfigure<IConfiguration>((slack, settings) => slack.PublicUrl = slack.PublicUrl.Length > 0 ? slack.PublicUrl : settings["Deliveries:PublicUrl"] ?? "");
        services.AddSingleton<Features.Chat.SeenRequests>();
        services.AddSingleton<Features.Deliveries.RefusalLog>();
        services.AddSingleton<AssetVersions>();
        services.AddSingleton<Rail>();
        services.AddDirectReads(configuration);
        services.AddSingleton(_ => IconNames.Read());
        services.AddSingleton<KindWords>();
        services.AddSingleton<EntityNames>();
        services.AddSignIn(configuration, environment);
        services.AddDataProtection().SetApplicationName("portal").PersistKeysToFileSystem(Directory.CreateDirectory(KeyFolder(configuration)));
        services.AddProblemDetails();
        services.AddOpenApi(options => options.AddOperationTransformer((operation, _, _) =>
        {
            // What a request demands and how it is audited is our own business, not a parameter.
            foreach (var parameter in operation.Parameters?.Where(p => p.Name?.Split('.')[0] is "Demand" or "AuditAction" or "AuditSubject").ToArray() ?? [])
            {
                operation.Parameters!.Remove(parameter);
            }

            return Task.CompletedTask;
        }));
        services.AddHealthChecks().AddCheck<CatalogReadiness>("catalog");
        services.AddSingleton<UnknownParameters>();
        services.AddSingleton<IPostConfigureOptions<MvcOptions>, JsonBodySetup>();
        services.AddControllersWithViews(options =>
            {
                options.Filters.Add<AntiforgeryForCookies>();
                options.Filters.AddService<UnknownParameters>();
            })
            .AddRazorOptions(options => options.ViewLocationExpanders.Add(new FeatureViews()))
            .AddJsonOptions(options => options.JsonSerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase)))
            .ConfigureApiBehaviorOptions(options => options.InvalidModelStateResponseFactory = ModelProblem);

        // Only files: pages carry antiforgery tokens, which compression could leak.
        services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, ["text/css", "text/javascript", "image/svg+xml"]));
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = System.IO.Compression.CompressionLevel.Optimal);
        return services;
    }

    public static WebApplication UsePortalWeb(this WebApplication app)
    {
        app.UseMiddleware<FailureGuard>();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseSecurityHeaders();
        app.UseMiddleware<DegradedHeader>();
        app.UseMiddleware<DirectReads>();
        app.UseMiddleware<HeadAsGet>();
        app.UseStatusCodePages(StatusPage);
        if (!app.Environment.IsDevelopment())
        {
            app.UseMiddleware<PagesNeedHttps>();
        }

        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Query.ContainsKey("v") ? $"public, max-age={YearInSeconds}, immutable" : "no-cache",
        });
        app.UseRouting();
        app.UseMiddleware<RefusedAttempts>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealthChecks("/healthz/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready").AllowAnonymous();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapControllers();
        return app;
    }

    // Answers that the framework leaves empty: a method or content type that an address does not take.
    private static Task StatusPage(Microsoft.AspNetCore.Diagnostics.StatusCodeContext context)
    {
        var http = context.HttpContext;
        if (http.Response.StatusCode == StatusCodes.Status404NotFound && HttpMethods.IsGet(http.Request.Method) && !Problems.WantsJson(http) && http.Request.Path != NotFoundPath)
        {
            http.Items[NotFoundPath] = http.Request.Path.Value;
            http.Request.Path = NotFoundPath;
            http.SetEndpoint(null);
            http.Request.RouteValues.Clear();
            return context.Next(http);
        }

        var detail = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {http.Request.Path}.",
            StatusCodes.Status405MethodNotAllowed => $"{http.Request.Path} does not take {http.Request.Method}. It takes {http.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType => $"{http.Request.Path} does not take the content type '{http.Request.ContentType}'.",
            _ => $"The request was refused with status {http.Response.StatusCode}.",
        };
        return Problems.WriteAsync(http, http.Response.StatusCode, "request.unserved", detail);
    }

    private static string KeyFolder(IConfiguration configuration)
        => Path.GetFullPath(Path.Combine(configuration["Data:Directory"] ?? "data", "keys"));

    // A body that does not fit its type answers in the same shape as a use case that refuses.
    private static ObjectResult ModelProblem(ActionContext context)
    {
        var fields = context.ModelState.Where(e => e.Value?.Errors.Count > 0).ToDictionary(
            e => e.Key,
            e => BindingWords.Of(context, e.Key, e.Value!),
            StringComparer.Ordinal);
        return (ObjectResult)new Invalid(BindingWords.OfBody(context, fields)).ToProblem();
    }
}
