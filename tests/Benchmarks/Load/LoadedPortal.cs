using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Benchmarks.Load;

/// <summary>The portal as a process of its own over a catalog on disk, with its database in a folder that goes with it.</summary>
internal sealed partial class LoadedPortal : IAsyncDisposable
{
    private const string Token = "load-admin-token";
    private const string Visitor = "user:default/load-visitor";

    // One person to sign in as: the page is measured with a session, as browsers have one.
    private const string People = "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: load-visitor, annotations: {portal.dev/persona: visitor}}\nspec: {profile: {displayName: Load Visitor}, memberOf: []}\n";

    private readonly Process _process;
    private readonly string _folder;

    private LoadedPortal(Process process, string folder, int port)
    {
        (_process, _folder, Port) = (process, folder, port);
        Api = new() { BaseAddress = Address };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public int Port { get; }

    public HttpClient Api { get; }

    public string ApiHeader => "Authorization: Bearer " + Token;

    /// <summary>Resident memory now, in MB.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Processor time of the portal since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    private Uri Address => new($"http://127.0.0.1:{Port}");

    /// <param name="catalog">Folder of descriptors.</param>
    /// <param name="port">Port to listen on.</param>
    /// <param name="keptBytes">Catalog:Reads:KeptBytes, or null for the default.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static async Task<LoadedPortal> StartAsync(string catalog, int port, long? keptBytes, IEnumerable<(string Name, string? Value)>? settings = null)
    {
        var folder = Directory.CreateTempSubdirectory("portal-load-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "people.yaml"), People);
        ProcessStartInfo info = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Portal.dll")]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new (string, string?)[]
        {
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("urls", $"http://127.0.0.1:{port}"), ("Data__Directory", Path.Combine(folder, "data")), ("Demo__Enabled", "false"),
            ("Bootstrap__AdminToken", Token), ("Identity__DevelopmentSignIn", "true"), ("Catalog__Locations__0__Type", "directory"), ("Catalog__Locations__0__Target", catalog),
            ("Catalog__Locations__1__Type", "file"), ("Catalog__Locations__1__Target", Path.Combine(folder, "people.yaml")),
            ("Catalog__Reads__KeptBytes", keptBytes?.ToString(CultureInfo.InvariantCulture)),
        }.Concat(settings ?? []))
        {
            if (value is not null)
            {
                info.Environment[name] = value;
            }
        }

        var process = Process.Start(info)!;
        process.BeginOutputReadLine();
        return new(process, folder, port);
    }

    /// <summary>Waits until the catalog is complete: its size stays the same over two seconds.</summary>
    /// <returns>How many entities there are.</returns>
    public async Task<int> IngestedAsync()
    {
        var (last, same) = (0, 0);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await pause.WaitForNextTickAsync())
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"The portal ended with code {_process.ExitCode}.");
            }

            try
            {
                var total = (await Api.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/entities?limit=1", UriKind.Relative))).GetProperty("total").GetInt32();
                (last, same) = (total, total == last && total > 100 ? same + 1 : 0);
                if (same == 8)
                {
                    return total;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        return last;
    }

    /// <returns>The header line of a signed-in browser.</returns>
    public async Task<string> SignInAsync()
    {
        var cookies = new CookieContainer();
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = Address };
        var form = await browser.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        var token = FormToken().Match(form).Groups[1].Value;
        using var fields = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("user", Visitor)]);
        using var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), fields);
        return answer.StatusCode == HttpStatusCode.Found ? "Cookie: " + cookies.GetCookieHeader(Address) : throw new InvalidOperationException($"Sign-in answered {answer.StatusCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""", RegexOptions.None, 1000)]
    private static partial Regex FormToken();
}
