using Microsoft.Extensions.Hosting;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Compiles what the templates hold a little after the start, so that the first preview does not wait for it.</summary>
internal sealed class TemplateWarmup(ITemplateSource templates, ITemplateEngine engine, TimeProvider clock) : BackgroundService
{
    // The first pages of a fresh portal have the processor for themselves.
    private static readonly TimeSpan After = TimeSpan.FromSeconds(4);

    // The golden paths have some 150; a large collection is compiled as it is used.
    private const int Most = 600;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(After, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stoppingToken.IsCancellationRequested)
        {
            await Task.Run(() => Compile(stoppingToken), CancellationToken.None);
        }
    }

    private void Compile(CancellationToken ct)
    {
        try
        {
            foreach (var file in templates.All.SelectMany(t => Directory.EnumerateFiles(t.Folder, "*", SearchOption.AllDirectories)).Take(Most))
            {
                if (ct.IsCancellationRequested)
                {
                    return;
                }

                Render(Path.GetFileName(file), file);
                if (new WorkspaceFile(File.ReadAllBytes(file)).Text is { } text)
                {
                    Render(text, file);
                }
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // Somebody changes the templates just now: what is not compiled yet is compiled when it is asked for.
        }
    }

    private void Render(string text, string name)
    {
        try
        {
            engine.Render(text, [], name);
        }
        catch (TemplateRenderException)
        {
            // Without answers some do not render; they are compiled all the same, and a real fault is told by the preview.
        }
    }
}
