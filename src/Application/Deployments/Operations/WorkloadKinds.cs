namespace Portal.Application.Deployments.Operations;

/// <summary>Kinds as addresses spell them.</summary>
public static class WorkloadKinds
{
    /// <summary>The kind as Kubernetes spells it, from deployment, deployments or Deployment; the text itself where it is none that can be acted on.</summary>
    public static string Of(string text) => WorkloadRules.KindOf(text);
}
