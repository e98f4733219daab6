using System.Reflection;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Portal.Application;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Infrastructure;

namespace Portal.ArchitectureTests;

/// <summary>The direction of dependencies and the promises every request makes; each rule has a canary that proves it can fail.</summary>
public sealed class LayerTests
{
    private static readonly Assembly ApplicationAssembly = typeof(IPortalDb).Assembly;
    private static readonly Assembly InfrastructureAssembly = typeof(InfrastructureServices).Assembly;
    private static readonly Assembly PortalAssembly = typeof(Program).Assembly;

    // A feature may use itself and the features before it. Moving a name is a design decision: say why in the commit.
    private static readonly string[] Order = ["Common", "Identity", "Audit", "BackgroundServices", "Catalog", "Deployments", "Packages", "Versions", "Releases", "Manifests", "Deliveries", "OnCall", "Ownership", "Signals", "Incidents", "Scaffolding", "Discovery", "Onboarding", "Home", "Live", "Chat", "Snapshots", "Search"];

    // The base of the house: the pipeline in Common asks the decision point and writes the trail.
    private static readonly string[] Base = ["Common", "Identity", "Audit"];

    [Fact]
    public void Application_references_no_web_provider_or_client_library()
    {
        string[] allowed =
        [
            "MediatR", "FluentValidation", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions",
            "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options",
            "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Caching.Abstractions",
            "NuGet.Versioning", "Semver", // the rules of versions, and nothing else
        ];
        var foreign = ApplicationAssembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System" or "netstandard") && !allowed.Contains(name));

        Assert.Empty(foreign);
    }

    [Fact]
    public void Application_references_none_of_our_other_projects()
        => Assert.DoesNotContain(ApplicationAssembly.GetReferencedAssemblies(), a => a.Name!.StartsWith("Portal", StringComparison.Ordinal));

    [Fact]
    public void Infrastructure_knows_Application_but_not_Portal()
    {
        var names = InfrastructureAssembly.GetReferencedAssemblies().Select(a => a.Name).ToArray();

        Assert.Contains("Portal.Application", names); // the canary: names are compared as they are
        Assert.DoesNotContain("Portal", names);
    }

    [Fact]
    public void Pages_use_no_infrastructure_and_no_database()
    {
        var offenders = PortalAssembly.GetTypes().Where(t => t.Namespace?.StartsWith("Portal.Web.Features", StringComparison.Ordinal) == true && !t.IsNested)
            .Where(t => TypeUse.Of(t).Any(u => u.Assembly == InfrastructureAssembly || u == typeof(IPortalDb) || u == typeof(IPortalDbFactory)))
            .Select(t => t.FullName);

        Assert.Empty(offenders);
    }

    [Theory]
    [MemberData(nameof(ApplicationTypes))]
    public void A_feature_uses_only_itself_and_the_features_before_it(string typeName)
    {
        var type = ApplicationAssembly.GetType(typeName)!;
        if (Feature(type) is not { } home || Base.Contains(home))
        {
            return;
        }

        var at = Array.IndexOf(Order, home);
        Assert.True(at >= 0, $"The feature {home} is not in the order. Decide where it belongs and add it.");
        var strangers = TypeUse.Of(type).Where(u => u.Assembly == ApplicationAssembly).Select(Feature).OfType<string>().Distinct()
            .Where(f => Array.IndexOf(Order, f) > at);
        Assert.Empty(strangers);
    }

    [Fact]
    public void The_scanner_sees_into_async_method_bodies() // the canary: without it the rules above could pass blindly
        => Assert.Contains(typeof(Application.Audit.AuditRow), TypeUse.Of(ApplicationAssembly.GetType("Portal.Application.Audit.AuditTrail")!));

    [Fact]
    public void Every_handler_is_internal_sealed_and_named_after_its_request()
    {
        var handlers = ApplicationAssembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && RequestOf(t) is not null).ToArray();

        Assert.NotEmpty(handlers);
        foreach (var handler in handlers)
        {
            Assert.True(handler is { IsNotPublic: true, IsSealed: true }, $"{handler} must be internal sealed");
            Assert.Equal(RequestOf(handler)!.Name + "Handler", handler.Name);
        }
    }

    [Fact]
    public void Every_request_names_the_permission_it_needs()
    {
        var requests = ApplicationAssembly.GetTypes().Where(t => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)) && t is { IsClass: true }).ToArray();

        Assert.NotEmpty(requests);
        Assert.All(requests, r => Assert.True(r.IsAssignableTo(typeof(IGuarded)), $"{r} must implement ICommand<T> or IQuery<T>"));
    }

    [Fact]
    public void Only_sign_in_error_pages_signed_webhooks_and_secret_calendars_are_open_to_strangers()
    {
        var open = PortalAssembly.GetTypes().Where(t => t.IsAssignableTo(typeof(ControllerBase)))
            .Where(t => t.GetCustomAttribute<AllowAnonymousAttribute>() is not null || t.GetMethods().Any(m => m.GetCustomAttribute<AllowAnonymousAttribute>() is not null))
            .Select(t => t.Name).Order(StringComparer.Ordinal);

        Assert.Equal(["CalendarFeedController", "GitHubWebhookController", "SignInController", "SlackController"], open);
    }

    [Fact]
    public void Every_permission_is_known_to_the_decision_point()
    {
        var actor = new Actor("user:default/root", "Root", Role.Admin, []);
        var access = new Access(new NoOwners());

        Assert.All(Permissions.All, p => Assert.True(access.Decide(actor, new Demand(p)).Allowed, p));
        Assert.False(access.Decide(actor, new Demand("made.up")).Allowed);
    }

    public static TheoryData<string> ApplicationTypes()
        => [.. ApplicationAssembly.GetTypes().Where(t => !t.IsNested && Feature(t) is not null).Select(t => t.FullName!)];

    private static string? Feature(Type type)
        => type.Namespace?.Split('.') is ["Portal", "Application", var feature, ..] ? feature : null;

    private static Type? RequestOf(Type type) => type.GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))?.GenericTypeArguments[0];

    private sealed class NoOwners : IEntityOwners
    {
        public IReadOnlyList<string> OwnersOf(string entityRef) => [];
    }
}
