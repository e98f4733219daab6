namespace Portal.Application.Scaffolding;

/// <summary>What people read about an action: its documentation and the check for required inputs come from here.</summary>
/// <param name="Description">One or two sentences.</param>
/// <param name="Inputs">In the order in which they are shown.</param>
/// <param name="Outputs">What later steps can read as <c>steps.id.output.name</c>.</param>
/// <param name="Example">A step in YAML, or null.</param>
public sealed record ActionInfo(string Description, IReadOnlyList<ActionInput> Inputs, IReadOnlyList<ActionOutput> Outputs, string? Example = null);

/// <param name="Name">As templates write it.</param>
/// <param name="Type">JSON type in words, for instance <c>list of strings</c>.</param>
/// <param name="Description">What it does, and what happens without it.</param>
/// <param name="Required">The step is refused without it.</param>
public sealed record ActionInput(string Name, string Type, string Description, bool Required = false);

/// <param name="Name">As templates write it.</param>
/// <param name="Type">JSON type in words.</param>
/// <param name="Description">What it holds.</param>
public sealed record ActionOutput(string Name, string Type, string Description);
