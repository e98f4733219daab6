#nullable disable
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace k8s
{
    public partial class KubernetesClientConfiguration
    {
        private static readonly JsonSerializerOptions ExecJson = new(JsonSerializerDefaults.Web);

        /// <summary>How long a credential plugin may take.</summary>
        public static TimeSpan ExecTimeout { get; set; } = TimeSpan.FromMinutes(2);

        /// <summary>Lines that plugins write to their error stream.</summary>
        public static event EventHandler<DataReceivedEventArgs> ExecStdError;

        public static Process CreateRunnableExternalProcess(ExternalExecution config, EventHandler<DataReceivedEventArgs> captureStdError = null)
        {
            ArgumentNullException.ThrowIfNull(config);
            var process = new Process();
            process.StartInfo.EnvironmentVariables["KUBERNETES_EXEC_INFO"] = JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["apiVersion"] = config.ApiVersion,
                ["kind"] = "ExecCredentials",
                ["spec"] = new Dictionary<string, bool> { ["interactive"] = Environment.UserInteractive },
            });
            foreach (var variable in config.EnvironmentVariables ?? [])
            {
                if (!variable.TryGetValue("name", out var name) || !variable.TryGetValue("value", out var value))
                {
                    throw new KubeConfigException($"Invalid environment variable defined: {string.Join(",", variable.Select(x => $"{x.Key}={x.Value}"))}");
                }

                process.StartInfo.EnvironmentVariables[name] = value;
            }

            process.StartInfo.FileName = config.Command;
            process.StartInfo.Arguments = config.Arguments == null ? "" : string.Join(" ", config.Arguments);
            process.StartInfo.RedirectStandardOutput = true;
            process.StartInfo.RedirectStandardError = captureStdError != null;
            process.StartInfo.UseShellExecute = false;
            process.StartInfo.CreateNoWindow = true;
            return process;
        }

        /// <exception cref="KubeConfigException">The plugin is missing, fails, takes too long or prints something else.</exception>
        public static ExecCredentialResponse ExecuteExternalCommand(ExternalExecution config)
        {
            ArgumentNullException.ThrowIfNull(config);
            var errors = ExecStdError;
            using var process = CreateRunnableExternalProcess(config, errors);
            try
            {
                process.Start();
            }
            catch (Exception ex)
            {
                throw new KubeConfigException($"external exec failed due to: {ex.Message}");
            }

            if (errors != null)
            {
                process.ErrorDataReceived += errors.Invoke;
                process.BeginErrorReadLine();
            }

            var output = new StringBuilder();
            process.OutputDataReceived += (_, line) => output.Append(line.Data);
            process.BeginOutputReadLine();
            if (!process.WaitForExit((int)ExecTimeout.TotalMilliseconds))
            {
                process.Kill(entireProcessTree: true);
                throw new KubeConfigException("external exec failed due to timeout");
            }

            process.WaitForExit();
            ExecCredentialResponse response;
            try
            {
                response = JsonSerializer.Deserialize<ExecCredentialResponse>(output.ToString(), ExecJson);
            }
            catch (JsonException ex)
            {
                throw new KubeConfigException($"external exec failed due to failed deserialization process: {ex.Message}", ex);
            }

            if (response?.ApiVersion != config.ApiVersion)
            {
                throw new KubeConfigException($"external exec failed because api version {response?.ApiVersion} does not match {config.ApiVersion}");
            }

            return response.Status?.IsValid() == true ? response : throw new KubeConfigException("external exec failed missing token or clientCertificateData field in plugin output");
        }
    }
}
