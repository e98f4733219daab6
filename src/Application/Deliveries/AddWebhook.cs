using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deliveries;

/// <summary>Tells an address of events from now on.</summary>
/// <param name="Events">Types of events; none means all.</param>
/// <param name="Owners">Teams or people: only events about what they, or the groups below them, own. None means all.</param>
public sealed record AddWebhook(string Name, string Url, IReadOnlyList<string>? Events = null, IReadOnlyList<string>? Owners = null) : ICommand<NewWebhook>
{
    public Demand Demand => new(Permissions.DeliveriesManage);

    public string AuditAction => "webhook.added";

    public string AuditSubject => "webhook:" + Name;
}

internal sealed class AddWebhookValidator : AbstractValidator<AddWebhook>
{
    public AddWebhookValidator()
    {
        RuleFor(c => c.Name).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Give it a name, for instance incident-bot.")
            .MaximumLength(WebhookSubscription.NameMaxLength).Matches(@"^[A-Za-z0-9][A-Za-z0-9 ._-]*\z").WithMessage("Use letters, digits, spaces, dots, dashes and underscores.");
        RuleFor(c => c.Url).Cascade(CascadeMode.Stop).NotEmpty().WithMessage("Give the address that takes the events, for instance https://hooks.example.com/portal.")
            .MaximumLength(WebhookSubscription.UrlMaxLength)
            .Must(u => Uri.TryCreate(u, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0)
            .WithMessage("Write a whole http or https address without a user name: events are signed, no password is needed.");
        RuleForEach(c => c.Events).Must(e => OutgoingEventTypes.All.Contains(e)).WithMessage("'{PropertyValue}' is no event. Known: " + string.Join(", ", OutgoingEventTypes.All) + ".");
    }
}

internal sealed class AddWebhookHandler(IPortalDb db, ICurrentUser user, IAuditTrail audit, ISecretProtector secrets, DeliveryStore store, ICatalog catalog, TimeProvider clock) : ICommandHandler<AddWebhook, NewWebhook>
{
    public async Task<Result<NewWebhook>> Handle(AddWebhook request, CancellationToken cancellationToken)
    {
        if (EventOwners.Read(request.Owners, catalog.Current, out var owners) is { } wrong)
        {
            return Invalid.Field("Owners", wrong);
        }

        var secret = WebhookSignature.NewSecret();
        var now = clock.GetUtcNow();
        WebhookSubscription made = new()
        {
            Id = Guid.CreateVersion7(now),
            Name = request.Name.Trim(),
            Url = request.Url.Trim(),
            Secret = secrets.Protect(secret),
            Events = string.Join(' ', (request.Events ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
            Owners = owners,
            CreatedBy = user.Actor!.Ref,
            CreatedAt = now,
        };
        db.Set<WebhookSubscription>().Add(made);
        audit.Record(null, WebhookRow.Of(made));
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return new Conflict("webhook.exists", $"There is a webhook named {made.Name} already. Choose another name.");
        }

        await store.ReloadAsync(cancellationToken);
        return new NewWebhook(WebhookRow.Of(made), secret);
    }
}
