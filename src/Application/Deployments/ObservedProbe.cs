using System.Globalization;
using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>How the kubelet asks a container whether it is well.</summary>
public sealed record ObservedProbe
{
    public ProbeHttp? HttpGet { get; init; }

    public ProbePort? TcpSocket { get; init; }

    public ProbePort? Grpc { get; init; }

    public ProbeExec? Exec { get; init; }

    /// <summary>Seconds; 10 where it is left out.</summary>
    public int? PeriodSeconds { get; init; }

    public int? FailureThreshold { get; init; }

    public int? InitialDelaySeconds { get; init; }

    public int? TimeoutSeconds { get; init; }

    /// <summary>For people: GET :8080/healthz every 5 s, after 3 failures.</summary>
    public override string ToString()
    {
        var what = this switch
        {
            { HttpGet: { } http } => $"GET :{http.Port}{(http.Path?.StartsWith('/') == true ? http.Path : "/" + http.Path)}",
            { TcpSocket: { } tcp } => $"TCP :{tcp.Port}",
            { Grpc: { } grpc } => $"gRPC :{grpc.Port}",
            { Exec: not null } => "a command in the container",
            _ => "unknown",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{what} every {PeriodSeconds ?? 10} s, fails after {FailureThreshold ?? 3}");
    }
}

public sealed record ProbeHttp
{
    public string? Path { get; init; }

    [JsonConverter(typeof(NumberOrText))]
    public string? Port { get; init; }
}

public sealed record ProbePort
{
    [JsonConverter(typeof(NumberOrText))]
    public string? Port { get; init; }
}

/// <summary>The command itself is not kept: it may hold a secret.</summary>
public sealed record ProbeExec;
