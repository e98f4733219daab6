using Portal.Application.Catalog;

namespace Portal.Application.OnCall;

/// <summary>Whether and how a person of the catalog can be reached.</summary>
public static class OnCallPeople
{
    public const string ChatAnnotation = "portal.dev/chat";
    public const string PhoneAnnotation = "portal.dev/phone";
    public const string LeadAnnotation = "portal.dev/lead";
    public const string OnCallAnnotation = "portal.dev/on-call";
    public const string DeactivatedAnnotation = "portal.dev/deactivated";

    public static bool IsDeactivated(CatalogEntity person) => person.Annotations.TryGetValue(DeactivatedAnnotation, out var text) && bool.TryParse(text.Trim(), out var yes) && yes;

    /// <summary>Full ref of the user that a text names; a bare name is one of the default namespace. Null when it names none.</summary>
    public static string? RefOf(string? text) => EntityRef.TryParse(text, "user", EntityRef.DefaultNamespace, out var person) && person.Kind == "user" ? person.ToString() : null;

    /// <summary>Quickest first.</summary>
    public static IReadOnlyList<OnCallContact> ContactsOf(CatalogEntity? person)
    {
        List<OnCallContact> contacts = [];
        if (person is null)
        {
            return contacts;
        }

        var name = People.NameOf(person);
        if (person.Annotations.TryGetValue(PhoneAnnotation, out var phone) && !string.IsNullOrWhiteSpace(phone))
        {
            contacts.Add(new("phone", $"Call {name}", "tel:" + string.Concat(phone.Where(c => char.IsAsciiDigit(c) || c == '+'))));
        }

        if (person.Annotations.TryGetValue(ChatAnnotation, out var chat) && !string.IsNullOrWhiteSpace(chat))
        {
            contacts.Add(new("chat", $"Chat with {name}", chat.Trim()));
        }

        if (People.EmailOf(person) is { Length: > 0 } mail)
        {
            contacts.Add(new("mail", $"Mail {name}", "mailto:" + mail));
        }

        return contacts;
    }

    /// <summary>Why a person cannot be called, in words; null when the person can.</summary>
    public static string? WhyNot(CatalogGraph graph, string person)
        => !EntityRef.TryParse(person, out var reference) || graph.Find(reference) is not { } user ? $"{person} is not in the catalog"
            : IsDeactivated(user) ? $"{person} is deactivated"
            : ContactsOf(user).Count == 0 ? $"{person} has neither an e-mail address nor a chat or phone" : null;

    /// <summary>The lead that a group names, if the catalog knows the person.</summary>
    public static CatalogEntity? LeadOf(CatalogGraph graph, CatalogEntity? group) => group switch
    {
        null => null,
        { Ref.Kind: "user" } => group,
        _ when group.Annotations.TryGetValue(LeadAnnotation, out var lead) && EntityRef.TryParse(lead, "user", EntityRef.DefaultNamespace, out var reference) => graph.Find(reference),
        _ => null,
    };
}
