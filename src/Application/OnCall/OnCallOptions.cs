using System.ComponentModel.DataAnnotations;

namespace Portal.Application.OnCall;

/// <summary>Section OnCall of the settings.</summary>
public sealed class OnCallOptions
{
    public const string Section = "OnCall";

    /// <summary>Hour of the day, UTC, after which the nightly check of who can be reached runs.</summary>
    [Range(0, 23)]
    public int CheckHour { get; init; } = 2;
}
