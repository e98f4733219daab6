namespace ${{ values.assembly }};

/// <summary>What this process is: answered at / and useful in the middle of the night.</summary>
public sealed class ServiceInfo(IConfiguration configuration)
{
    public string Name => configuration["Service:Name"] ?? "";

    public string Description => configuration["Service:Description"] ?? "";

    /// <summary>Version of the image, set by the pipeline; "dev" on a workstation.</summary>
    public string Version => configuration["SERVICE_VERSION"] is { Length: > 0 } version ? version : "dev";
}
