namespace Portal.Application.Deployments;

/// <summary>What the exit code of a container's main process says.</summary>
/// <remarks>Sources: POSIX shell (126, 127, 128 + signal), signal(7). 137 is SIGKILL, 139 SIGSEGV, 143 SIGTERM, 134 SIGABRT.</remarks>
internal static class ExitCode
{
    public static string Words(ContainerTerminated last) => last.ExitCode switch
    {
        0 => "it ended without an error, though it should keep running",
        1 => "an error that the program reported itself, or an exception nobody caught" + Reason(last),
        2 => "wrong arguments or a mistake in the start script, or a panic of a Go program" + Reason(last),
        126 => "the command was found and cannot be executed",
        127 => "the command was not found",
        128 => "it could not be started",
        130 => "interrupted (SIGINT)",
        134 => "it aborted itself (SIGABRT): a failed assertion or a broken heap",
        137 => "killed from outside (SIGKILL), not for memory as far as Kubernetes reports: it did not stop in time, or the node killed it",
        139 => "segmentation fault (SIGSEGV)",
        143 => "asked to stop (SIGTERM), though nobody deleted the pod",
        > 128 and <= 192 => $"ended by signal {last.ExitCode - 128}",
        _ => "an exit code of the program's own" + Reason(last),
    };

    /// <summary>Where to look first.</summary>
    public static string NextStep(int code) => code switch
    {
        0 => "A Deployment's process must not end: run it in the foreground, or make it a Job with restartPolicy: OnFailure.",
        2 => "Compare command and args of the container with what the program takes.",
        126 => "Look at the file in the image: chmod +x is missing, it is a directory, or it is built for another processor.",
        127 => "Compare command of the container with what is in the image; a shell script may name an interpreter that the image lacks.",
        134 or 139 => "Look for native code: a driver, a library of another libc, a runtime of another version; the core pattern of the node tells where dumps go.",
        137 => "Look at what it does on SIGTERM and at terminationGracePeriodSeconds; when there is no memory limit, look at the node's memory too.",
        143 => "Look for who sends SIGTERM: a liveness probe, a wrapper script, a supervisor inside of the container.",
        _ => "The log's last lines name the error: a missing setting, a database that does not answer, a failed migration.",
    };

    private static string Reason(ContainerTerminated last) => last.Reason is { Length: > 0 } reason and not "Error" ? $", {reason}" : "";
}
