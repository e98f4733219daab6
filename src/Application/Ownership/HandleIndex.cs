using Portal.Application.Catalog;

namespace Portal.Application.Ownership;

/// <summary>From what a forge calls teams and people to the catalog's groups and users.</summary>
/// <remarks>Annotations github.com/team-slug (org/team) and github.com/user-login say it; otherwise the name does, and a mail address that of the profile.</remarks>
internal sealed class HandleIndex
{
    private readonly Dictionary<string, EntityRef> _teams = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, EntityRef> _people = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, EntityRef> _mails = new(StringComparer.OrdinalIgnoreCase);

    public HandleIndex(CatalogGraph graph)
    {
        foreach (var entity in graph.Entities.Where(e => e.Ref.Kind is "group" or "user"))
        {
            var names = entity.Ref.Kind == "group" ? _teams : _people;
            names.TryAdd(entity.Ref.Name, entity.Ref);
            if (entity.Annotations.GetValueOrDefault(entity.Ref.Kind == "group" ? "github.com/team-slug" : "github.com/user-login") is { Length: > 0 } handle)
            {
                names[handle.TrimStart('@')] = entity.Ref; // what is written down goes before what is merely called so
            }

            if (People.EmailOf(entity) is { } mail)
            {
                _mails.TryAdd(mail, entity.Ref);
            }
        }
    }

    /// <param name="handle">@org/team, @user or a mail address.</param>
    public EntityRef? Find(string handle)
    {
        if (!handle.StartsWith('@'))
        {
            return _mails.TryGetValue(handle, out var person) ? person : null;
        }

        var name = handle[1..];
        return name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
            ? _teams.TryGetValue(name, out var team) || _teams.TryGetValue(name[(slash + 1)..], out team) ? team : null
            : _people.TryGetValue(name, out var user) ? user : null;
    }
}
