using Microsoft.Extensions.Options;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Actors from the catalog's users and groups; membership counts through the group tree upwards.</summary>
internal sealed class CatalogActors(ICatalog catalog, IOptionsMonitor<AccessOptions> roles) : IActorDirectory
{
    /// <summary>Annotation that Backstage's Microsoft Graph provider sets.</summary>
    private const string ObjectIdAnnotation = "graph.microsoft.com/user-id";

    private readonly Lock _gate = new();
    private (long Generation, Dictionary<string, string> ByKey) _index = (-1, []);

    public Actor OfUser(string userRef, string? displayName = null)
    {
        var graph = catalog.Current;
        if (!EntityRef.TryParse(userRef, "user", EntityRef.DefaultNamespace, out var reference) || graph.Find(reference) is not { } user)
        {
            return new(userRef, displayName ?? userRef, RoleOf(userRef, [], Role.Viewer), [], userRef);
        }

        var groups = new List<string>();
        var open = new Queue<EntityRef>(graph.Related(reference, RelationTypes.MemberOf));
        var seen = new HashSet<EntityRef>();
        while (open.TryDequeue(out var group))
        {
            if (!seen.Add(group))
            {
                continue;
            }

            groups.Add(group.ToString());
            foreach (var parent in graph.Related(group, RelationTypes.ChildOf))
            {
                open.Enqueue(parent);
            }
        }

        var text = reference.ToString();
        return new(text, People.NameOf(user), RoleOf(text, groups, Role.Engineer), groups, text);
    }

    public string? FindUser(string? objectId, string? email)
    {
        var index = Index();
        return objectId is not null && index.TryGetValue("id:" + objectId, out var byId) ? byId
            : email is not null && index.TryGetValue("mail:" + email, out var byMail) ? byMail : null;
    }

    private Role RoleOf(string userRef, List<string> groups, Role fallback)
    {
        var options = roles.CurrentValue;
        return Listed(options.Viewers) ? Role.Viewer
            : Listed(options.Admins) ? Role.Admin
            : Listed(options.PlatformEngineers) ? Role.PlatformEngineer
            : fallback;

        bool Listed(IList<string> refs) => refs.Any(r => string.Equals(r, userRef, StringComparison.OrdinalIgnoreCase) || groups.Contains(r, StringComparer.OrdinalIgnoreCase));
    }

    private Dictionary<string, string> Index()
    {
        lock (_gate)
        {
            var graph = catalog.Current;
            if (_index.Generation == graph.Generation)
            {
                return _index.ByKey;
            }

            var byKey = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var user in graph.Entities.Where(e => e.Ref.Kind == "user"))
            {
                if (user.Annotations.TryGetValue(ObjectIdAnnotation, out var id))
                {
                    byKey.TryAdd("id:" + id, user.Ref.ToString());
                }

                if (People.EmailOf(user) is { Length: > 0 } email)
                {
                    byKey.TryAdd("mail:" + email, user.Ref.ToString());
                }
            }

            _index = (graph.Generation, byKey);
            return byKey;
        }
    }
}
