using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Packages;

namespace Portal.Web.Features.Packages;

/// <summary>Packages over the API.</summary>
[ApiController]
[Route("api/v1")]
public sealed class PackagesApiController(IMediator mediator) : ControllerBase
{
    [HttpGet("packages")]
    public async Task<IActionResult> Find(string? name, string? ecosystem, string? version, bool? live, string? owner, string? cursor, CancellationToken ct, bool transitive = true, bool development = false, [Limit(500)] int limit = 50)
        => (await mediator.Send(new FindPackageUsers(name, ecosystem, version, transitive, live, owner, development, limit, cursor), ct)).ToJson();

    [HttpGet("packages/names")]
    public async Task<IActionResult> Names(string? q, string? ecosystem, CancellationToken ct, [Limit(100)] int limit = 10)
        => (await mediator.Send(new SuggestPackages(q, ecosystem, limit), ct)).ToJson();

    [HttpGet("packages/overview")]
    public async Task<IActionResult> Overview(CancellationToken ct) => (await mediator.Send(new GetPackageOverview(), ct)).ToJson();

    [HttpGet("services/{namespace}/{name}/packages")]
    public async Task<IActionResult> OfService(string @namespace, string name, string? q, CancellationToken ct, int page = 1, [Limit(1000)] int limit = 100)
        => (await mediator.Send(new GetPackagesOfService(@namespace, name, q, page, limit), ct)).ToJson();

    /// <summary>The body is the SBOM itself, whatever its content type says.</summary>
    [HttpPost("services/{namespace}/{name}/packages")]
    [RawBody]
    [RequestSizeLimit(UploadSbom.MaxBytes + 1024)]
    public async Task<IActionResult> Upload(string @namespace, string name, string? source, string? commit, CancellationToken ct)
        => (await mediator.Send(new UploadSbom(@namespace, name, await SbomBody.ReadAsync(Request.Body, ct), source, commit), ct))
            .Match(set => StatusCode(StatusCodes.Status201Created, set), failure => failure.ToProblem());

    [HttpDelete("services/{namespace}/{name}/packages/{set}")]
    public async Task<IActionResult> Remove(string @namespace, string name, string set, CancellationToken ct)
        => (await mediator.Send(new RemovePackageSet(@namespace, name, set), ct)).Match<IActionResult>(_ => NoContent(), failure => failure.ToProblem());
}

/// <summary>Reads what is uploaded into memory, and no more of it than an SBOM may have.</summary>
internal static class SbomBody
{
    private const int Piece = 81_920;

    /// <returns>The bytes; one more than allowed when there are more, so that the use case refuses them in its own words.</returns>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken ct)
    {
        using var content = new MemoryStream();
        var buffer = new byte[Piece];
        int read;
        while (content.Length <= UploadSbom.MaxBytes && (read = await body.ReadAsync(buffer, ct)) > 0)
        {
            await content.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return content.ToArray();
    }
}
