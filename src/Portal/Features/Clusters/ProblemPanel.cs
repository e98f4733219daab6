using Portal.Application.Deployments;

namespace Portal.Web.Features.Clusters;

/// <summary>A problem with where it is, for links to its pods.</summary>
public sealed record ProblemPanel(Problem Problem, string Cluster, string Namespace)
{
    public bool Critical => Problem.Severity == Severity.Critical;
}
