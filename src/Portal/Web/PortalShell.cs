namespace Portal.Web;

/// <summary>What stands around every page (section Portal).</summary>
public sealed class PortalShell
{
    public const string Section = "Portal";

    /// <summary>Name of the organisation, top left.</summary>
    public string Organisation { get; set; } = "Portal";

    /// <summary>The demo organisation is loaded: a banner says that its data is invented.</summary>
    public bool Demo { get; set; }
}
