using System.Buffers;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Web;

/// <summary>
/// A frequent question that is answered from the snapshot without the way through controllers. It answers what it is sure about; whatever is unusual - a
/// parameter it does not know, a value that does not fit, nothing found - it leaves to the controllers, so that every message has one origin.
/// </summary>
public interface IDirectRead
{
    /// <summary>What the caller must be allowed to do.</summary>
    Demand Demand { get; }

    /// <summary>Whether the answer depends on the snapshot and the time of looks alone: it is then kept, and has an entity tag.</summary>
    bool Keeps => true;

    /// <summary>Writes the JSON of the answer.</summary>
    /// <param name="path">Path of the request, as sent.</param>
    /// <param name="query">Query string of the request.</param>
    /// <param name="view">The snapshot to read.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="body">Takes the answer; what was written counts only when the result is true.</param>
    /// <returns>False: the controllers answer.</returns>
    bool TryWrite(string path, QueryString query, DirectView view, Actor actor, IBufferWriter<byte> body);
}

/// <summary>What a direct read reads: one snapshot, and when its sources were read.</summary>
public sealed record DirectView(CatalogGraph Graph, LocationTimes Times);
