using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>How a kubelet finds out whether a container lives, is ready or has started. Times are whole seconds; null: the default of the API.</summary>
public sealed record ObservedProbe
{
    public ProbeHttp? HttpGet { get; init; }

    public ProbePort? TcpSocket { get; init; }

    public ProbePort? Grpc { get; init; }

    public ProbeExec? Exec { get; init; }

    public int? InitialDelaySeconds { get; init; }

    public int? PeriodSeconds { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? SuccessThreshold { get; init; }

    public int? FailureThreshold { get; init; }

    /// <summary>What it asks, in words: "http /healthz/ready on 8080".</summary>
    [JsonIgnore]
    public string Asks => this switch
    {
        { HttpGet: { } http } => $"{(http.Scheme ?? "http").ToLowerInvariant()} {http.Path ?? "/"} on {http.Port}",
        { TcpSocket: { } tcp } => $"tcp {tcp.Port}",
        { Grpc: { } grpc } => $"grpc {grpc.Port}",
        { Exec: not null } => "a command",
        _ => "in another way",
    };

    /// <summary>For people: what it asks, and how often.</summary>
    public override string ToString() => Timing.Length == 0 ? Asks : $"{Asks}, {Timing}";

    /// <summary>Its timings in words; empty where all are left to the defaults.</summary>
    [JsonIgnore]
    public string Timing
    {
        get
        {
            (string Words, int? Value)[] parts = [("after", InitialDelaySeconds), ("every", PeriodSeconds), ("timeout", TimeoutSeconds)];
            return string.Join(", ", parts.Where(p => p.Value is > 0).Select(p => $"{p.Words} {p.Value} s")
                .Concat(FailureThreshold is { } failures ? [$"fails at {failures}"] : [])
                .Concat(SuccessThreshold is > 1 ? [$"passes at {SuccessThreshold}"] : []));
        }
    }
}

/// <param name="Port">A number or the name of a port.</param>
public sealed record ProbeHttp(string? Path = null, [property: JsonConverter(typeof(NumberOrText))] string? Port = null, string? Scheme = null);

/// <param name="Port">A number or the name of a port.</param>
public sealed record ProbePort([property: JsonConverter(typeof(NumberOrText))] string? Port = null);

/// <summary>A probe by a command. The words are not kept.</summary>
public sealed record ProbeExec;
