namespace Portal.Web.Features.Locations;

/// <summary>Shortens what is repeated on every line.</summary>
public static class LocationWords
{
    /// <summary>The part of a file's name that its source's own name does not say.</summary>
    public static string Tail(string file, string target)
    {
        var name = file.StartsWith("file:", StringComparison.Ordinal) ? file["file:".Length..] : file;
        return name.StartsWith(target, StringComparison.Ordinal) && name.Length > target.Length ? name[target.Length..].TrimStart('/') : name;
    }
}
