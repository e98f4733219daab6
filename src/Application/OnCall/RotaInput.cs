namespace Portal.Application.OnCall;

/// <summary>A rota as people and programs write it: in forms, over the API, in descriptors (spec.onCall of a group or component), in the database.</summary>
/// <param name="Name">Lower-case letters, digits and dashes; unique in the portal.</param>
/// <param name="Title">For people; the name where it is left out.</param>
/// <param name="TimeZone">IANA id, for instance Europe/Oslo.</param>
/// <param name="Layers">Lowest first; a later one wins.</param>
public sealed record RotaInput(string? Name, string? Title, string? TimeZone, IReadOnlyList<LayerInput>? Layers, IReadOnlyList<StepInput>? Escalation);

/// <param name="People">Refs of users in the order of turns; bare names mean user:default/name.</param>
/// <param name="Turn">daily, weekly, hourly, or a number with h, d or w: 12h, 3d, 2w.</param>
/// <param name="HandoverAt">HH:mm on the wall clock; 09:00 where it is left out.</param>
/// <param name="HandoverOn">Day of the week, for turns in weeks; the weekday of the start where it is left out.</param>
/// <param name="Start">yyyy-MM-dd.</param>
/// <param name="End">yyyy-MM-dd, or null.</param>
/// <param name="Windows">For instance "mon-fri 09:00-17:00", "daily 22:00-06:00", "fri 17:00-mon 09:00".</param>
public sealed record LayerInput(string? Name, IReadOnlyList<string>? People, string? Turn, string? HandoverAt, string? HandoverOn, string? Start, string? End, IReadOnlyList<string>? Windows);

/// <param name="Target">lead, parent, rota:name, or the ref of a user or group.</param>
public sealed record StepInput(int AfterMinutes, string? Target);

/// <summary>What is wrong with a rota: where, what, and how to fix it.</summary>
/// <param name="Field">For instance layers[1].turn.</param>
public sealed record RotaFault(string Field, string Message);
