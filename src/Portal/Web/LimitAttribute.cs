namespace Portal.Web;

/// <summary>Most that a whole number of the query may be; its least is 1. The use case checks it: this is for what a refusal says when it is no number at all.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class LimitAttribute(int most) : Attribute
{
    public int Most => most;
}
