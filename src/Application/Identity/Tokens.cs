using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;

namespace Portal.Application.Identity;

/// <summary>What one may know of a token after it was made.</summary>
public sealed record TokenRow(Guid Id, string Name, string? UserRef, string Role, IReadOnlyList<string> Scopes, string Hint, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>A new token with its text: the only time the text is shown.</summary>
public sealed record NewToken(TokenRow Token, string Text);

/// <summary>All tokens for administrators, one's own for everybody else.</summary>
public sealed record ListTokens : IQuery<TokenList>
{
    public Demand Demand => new(Permissions.TokensOwn);
}

public sealed record TokenList(IReadOnlyList<TokenRow> Items);

internal sealed class ListTokensHandler(IPortalDb db, ICurrentUser user, IAccess access) : IQueryHandler<ListTokens, TokenList>
{
    public async Task<Result<TokenList>> Handle(ListTokens request, CancellationToken cancellationToken)
    {
        var all = access.Decide(user.Actor!, new(Permissions.TokensManage)).Allowed;
        var rows = await TokenQueries.Visible(db, all ? null : user.Actor!.Ref).ToListAsync(cancellationToken);
        return new TokenList([.. rows.Select(TokenQueries.Row)]);
    }
}

internal static class TokenQueries
{
    public static IQueryable<ApiToken> Visible(IPortalDb db, string? createdBy)
        => db.Set<ApiToken>().AsNoTracking().Where(t => createdBy == null || t.CreatedBy == createdBy || t.UserRef == createdBy).OrderByDescending(t => t.CreatedAt).Take(500);

    public static TokenRow Row(ApiToken t) => new(t.Id, t.Name, t.UserRef, t.Role.ToString(), t.Scopes?.Split(' ') ?? [], t.Hint, t.CreatedBy, t.CreatedAt, t.ExpiresAt, t.RevokedAt);
}

/// <summary>Makes a token for the caller, or, with a role, a service token (administrators only).</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Days">Days until it expires, 1 to 365.</param>
/// <param name="Scopes">Permissions it is limited to; none means all.</param>
/// <param name="ServiceRole">Role of a service token; null for a personal one.</param>
public sealed record CreateToken(string Name, int Days = 90, IReadOnlyList<string>? Scopes = null, string? ServiceRole = null) : ICommand<NewToken>
{
    public Demand Demand => new(ServiceRole is null ? Permissions.TokensOwn : Permissions.TokensManage);

    public string AuditAction => "identity.token.created";

    public string AuditSubject => "token:" + Name;
}

internal sealed class CreateTokenValidator : AbstractValidator<CreateToken>
{
    public CreateTokenValidator()
    {
        RuleFor(c => c.Name).NotEmpty().WithMessage("Say what the token is for, for instance ci.")
            .MaximumLength(ApiToken.NameMaxLength).Matches(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z").WithMessage("Use letters, digits, dots, dashes and underscores.");
        RuleFor(c => c.Days).InclusiveBetween(1, 365).WithMessage("Between 1 and 365 days.");
        RuleForEach(c => c.Scopes).Must(s => Permissions.All.Contains(s)).WithMessage("'{PropertyValue}' is no permission. Known: " + string.Join(", ", Permissions.All));
        RuleFor(c => c.ServiceRole).Must(r => r is null || Enum.GetNames<Role>().Contains(r, StringComparer.OrdinalIgnoreCase)).WithMessage("One of Viewer, Engineer, PlatformEngineer, Admin.");
    }
}

internal sealed class CreateTokenHandler(IPortalDb db, ICurrentUser user, IAuditTrail audit, ITokenDirectory tokens, TimeProvider clock) : ICommandHandler<CreateToken, NewToken>
{
    public async Task<Result<NewToken>> Handle(CreateToken request, CancellationToken cancellationToken)
    {
        var actor = user.Actor!;
        if (request.ServiceRole is null && actor.UserRef is null)
        {
            return Invalid.Field(nameof(request.ServiceRole), "A token cannot make a personal token. Give serviceRole.");
        }

        var scopes = Limit(request.Scopes, actor.Scopes);
        if (scopes is { Length: 0 })
        {
            return new Forbidden("access.denied", $"The token {actor.Ref} has none of the scopes asked for, so it cannot give them on.");
        }

        var text = ApiToken.NewText();
        var token = new ApiToken
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Name = request.Name,
            UserRef = request.ServiceRole is null ? actor.UserRef : null,
            Role = request.ServiceRole is null ? Role.Viewer : Enum.Parse<Role>(request.ServiceRole, ignoreCase: true),
            Scopes = scopes,
            Hash = ApiToken.HashOf(text),
            Hint = text[..10],
            CreatedBy = actor.Ref,
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = clock.GetUtcNow().AddDays(request.Days),
        };
        db.Set<ApiToken>().Add(token);
        audit.Record(null, TokenQueries.Row(token));
        await db.SaveAsync(cancellationToken);
        await tokens.ReloadAsync(cancellationToken);
        return new NewToken(TokenQueries.Row(token), text);
    }

    // A scoped token must not make one that may do more.
    private static string? Limit(IReadOnlyList<string>? asked, IReadOnlyList<string>? own)
    {
        var scopes = (asked is { Count: > 0 }, own) switch
        {
            (false, _) => own,
            (true, null) => asked,
            _ => [.. asked!.Intersect(own!, StringComparer.Ordinal)],
        };
        return scopes is null ? null : string.Join(' ', scopes);
    }
}

/// <summary>Ends a token at once.</summary>
public sealed record RevokeToken(Guid Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.TokensOwn);

    public string AuditAction => "identity.token.revoked";

    public string AuditSubject => "token:" + Id;
}

internal sealed class RevokeTokenHandler(IPortalDb db, ICurrentUser user, IAccess access, IAuditTrail audit, ITokenDirectory tokens, TimeProvider clock) : ICommandHandler<RevokeToken, Done>
{
    public async Task<Result<Done>> Handle(RevokeToken request, CancellationToken cancellationToken)
    {
        var actor = user.Actor!;
        var token = await db.Set<ApiToken>().SingleOrDefaultAsync(t => t.Id == request.Id, cancellationToken);
        if (token is null)
        {
            return new NotFound("identity.token_unknown", $"There is no token {request.Id}.");
        }

        var manage = access.Decide(actor, new(Permissions.TokensManage));
        if (token.CreatedBy != actor.Ref && token.UserRef != actor.Ref && !manage.Allowed)
        {
            return new Forbidden("access.denied", "The token belongs to somebody else. " + manage.Reason);
        }

        if (token.RevokedAt is not null)
        {
            return Done.Value;
        }

        var before = TokenQueries.Row(token);
        token.RevokedAt = clock.GetUtcNow();
        token.Version++;
        audit.Record(before, TokenQueries.Row(token), "token:" + token.Name);
        await db.SaveAsync(cancellationToken);
        await tokens.ReloadAsync(cancellationToken);
        return Done.Value;
    }
}
