using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>Images that cannot be pulled, by what the registry or the runtime said.</summary>
internal static class ImageFindings
{
    public static Finding Of(PodFacts facts, ContainerStatus container, bool init, ContainerWaiting waiting)
    {
        var image = (init ? facts.Pod.Spec.InitContainers : facts.Pod.Spec.Containers)?.FirstOrDefault(c => c.Name == container.Name)?.Image ?? container.Image ?? "its image";
        var why = facts.Newest(e => e.Reason == "Failed" && e.Message?.Contains("Failed to pull", StringComparison.OrdinalIgnoreCase) == true)?.Message;
        var (words, next) = Cause(waiting.Reason!, why ?? waiting.Message ?? "", image);

        // The kubelet alternates between ErrImagePull and ImagePullBackOff; one code keeps the problem from blinking.
        var code = waiting.Reason is "ErrImagePull" ? "ImagePullBackOff" : waiting.Reason!;
        return new(code, $"{container.Name}/{words}", (pods, _) => $"The image of {(init ? "init container" : "container")} {container.Name} cannot be pulled{InPods(pods)}: {words}. It is {image}.",
            facts.NotReadySince ?? facts.Pod.Status.StartTime,
            Evidence($"state: waiting, {waiting.Reason}{Colon(waiting.Message)}", why is null ? null : $"event: {why}"),
            next, facts.Pod.Metadata.Name, container.RestartCount);
    }

    private static (string Words, string NextStep) Cause(string reason, string text, string image)
    {
        bool Says(params string[] marks) => marks.Any(m => text.Contains(m, StringComparison.OrdinalIgnoreCase));
        var registry = image.Split('/') is [var host, _, ..] && (host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal)) ? host : "docker.io";
        return reason switch
        {
            "InvalidImageName" => ("it is no valid image name", "Correct image in spec.template.spec.containers: repositories are lower case, and a tag follows one colon. An unfilled variable in a template often leaves such a name."),
            "ErrImageNeverPull" => ("imagePullPolicy is Never and the node does not have it", "Set imagePullPolicy to IfNotPresent, or load the image on every node."),
            _ when Says("no match for platform", "no matching manifest") => ("the registry has it, but not for the platform of the node", "Build it for the nodes' processor too: docker buildx build --platform linux/amd64,linux/arm64, or choose nodes by kubernetes.io/arch."),
            _ when Says("toomanyrequests", "429", "rate limit") => ("the registry's limit of pulls is reached", "Wait until the limit resets, sign in with imagePullSecrets, or pull through a mirror of your own."),
            _ when Says("x509", "certificate", "tls:") => ($"the certificate of {registry} is not trusted", $"Give the nodes the certificate authority of {registry}, or correct the registry's certificate: openssl s_client -connect {registry}:443 shows it."),
            _ when Says("no such host", "i/o timeout", "connection refused", "no route to host", "network is unreachable", "dial tcp", "EOF", "context deadline exceeded") || reason == "RegistryUnavailable"
                => ($"{registry} cannot be reached from the node", $"From a node, ask https://{registry}/v2/: name resolution, firewall, proxy or the registry itself is down. Every pod with a new image there is concerned."),
            _ when Says("unauthorized", "denied", "authentication", "401", "403", "forbidden", "no basic auth") => ("the registry refuses the node", "Check imagePullSecrets of the pod and the registry's permissions; a registry also says so when the repository does not exist."),
            _ when Says("not found", "manifest unknown", "name unknown") => ("the registry does not have it", "Look whether the pipeline pushed the tag, and whether the name is right."),
            _ when Says("no space left") => ("the disk of the node is full", "Look at the node's disk, and remove unused images there."),
            _ when reason == "SignatureValidationFailed" => ("its signature is not accepted", "Sign the image, or correct the signature policy of the container runtime."),
            _ => ("the message does not tell why", "Check that the tag exists in the registry, that the nodes can reach it, and that imagePullSecrets are right."),
        };
    }
}
