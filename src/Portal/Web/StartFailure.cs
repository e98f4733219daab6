using System.Data.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Portal.Web;

/// <summary>What an operator can mend when the portal does not start, in one sentence instead of a stack trace.</summary>
internal static class StartFailure
{
    /// <returns>The sentence, or null when it is a bug of ours and the trace is needed.</returns>
    public static string? InWords(Exception exception) => exception switch
    {
        IOException { InnerException: AddressInUseException } => $"{exception.Message} Stop what listens there, or choose another address: --urls http://localhost:5081",
        OptionsValidationException options => $"The settings are not usable: {string.Join(" ", options.Failures)}",
        DbException database => $"The database cannot be used: {database.Message} Check Database:Provider and ConnectionStrings:Portal; restore a backup if the file is damaged.",
        InvalidOperationException { Source: "Portal" or "Portal.Infrastructure" } => exception.Message,
        InvalidDataException => $"A settings file cannot be read: {exception.Message}",
        { InnerException: DbException database } => InWords(database), // tried again and given up
        _ => null,
    };
}
