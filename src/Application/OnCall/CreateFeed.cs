using System.Security.Cryptography;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Makes an address that a calendar program reads without signing in.</summary>
/// <param name="Subject">Ref of a team or service; null for one's own turns.</param>
public sealed record CreateFeed(string? Subject = null) : ICommand<NewFeed>
{
    public Demand Demand => new(Permissions.CatalogRead);

    public string AuditAction => "oncall.feed.made";

    public string AuditSubject => $"calendar:{Subject ?? "own turns"}";
}

/// <param name="Secret">Shown once; the address is /oncall/feeds/{secret}.ics.</param>
public sealed record NewFeed(Guid Id, string Subject, string Secret);

internal sealed class CreateFeedValidator : AbstractValidator<CreateFeed>
{
    public CreateFeedValidator()
        => RuleFor(c => c.Subject).Must(s => s is null || (s.Length <= OnCallRota.RefMaxLength && EntityRef.TryParse(s, "group", EntityRef.DefaultNamespace, out var subject) && subject.Kind is "group" or "component"))
            .WithMessage("A calendar is of a team or service: write group:namespace/name or component:namespace/name, or leave it out for your own turns.");
}

internal sealed class CreateFeedHandler(IPortalDb db, ICurrentUser user, IAuditTrail audit, OnCallDirectory directory, OnCallStore store, TimeProvider clock) : ICommandHandler<CreateFeed, NewFeed>
{
    private const int MostPerPerson = 50;

    public async Task<Result<NewFeed>> Handle(CreateFeed command, CancellationToken cancellationToken)
    {
        var actor = user.Actor!;
        if (actor.UserRef is not { } person || !EntityRef.TryParse(person, out var self) || directory.Now().Graph.Find(self) is null)
        {
            return new Forbidden("access.denied", $"A calendar address belongs to a person of the catalog; {actor.Ref} is none. Sign in as yourself.");
        }

        EntityRef subject = self;
        if (command.Subject is not null && (!EntityRef.TryParse(command.Subject, "group", EntityRef.DefaultNamespace, out subject) || directory.Now().Graph.Find(subject) is null))
        {
            return OnCallErrors.NotInCatalog(command.Subject);
        }

        if (await db.Set<OnCallFeed>().CountAsync(f => f.UserRef == person && f.RevokedAt == null, cancellationToken) >= MostPerPerson)
        {
            return new TooMany("oncall.too_many_feeds", $"You have {MostPerPerson} calendar addresses. Revoke one that is not used at /oncall/feeds.");
        }

        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var row = new OnCallFeed { Id = Guid.CreateVersion7(clock.GetUtcNow()), Hash = OnCallCalendars.HashOf(secret), Hint = secret[..OnCallFeed.HintLength], UserRef = person, Subject = subject.ToString(), CreatedAt = clock.GetUtcNow(), Version = 1 };
        db.Set<OnCallFeed>().Add(row);
        audit.Record(null, new { row.Id, row.Subject, row.Hint }, $"calendar:{row.Subject}");
        await db.SaveAsync(cancellationToken);
        await store.ReloadAsync(cancellationToken);
        return new NewFeed(row.Id, row.Subject, secret);
    }
}
