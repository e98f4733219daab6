namespace Portal.Web;

/// <summary>Pages that are open follow what changes by reading their own address again, without the frame.</summary>
public static class LiveRegion
{
    /// <summary>Request header with the id of the element that is wanted.</summary>
    public const string Header = "X-Region";
}
