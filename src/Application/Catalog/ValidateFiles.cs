using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Whether several descriptor files would be accepted together, for the check of a pull request. Nothing is stored, and placeholders are not read.</summary>
public sealed record ValidateFiles(IReadOnlyList<DescriptorFile> Files) : IQuery<SetReport>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Path">As the repository names it.</param>
/// <param name="Content">Its text.</param>
public sealed record DescriptorFile(string Path, string Content);

internal sealed class ValidateFilesValidator : AbstractValidator<ValidateFiles>
{
    private const int MaxFiles = 2000;
    private const int MaxPath = 1024;
    private const int MaxLength = 5 * 1024 * 1024;
    private const long MaxTotal = 30L * 1024 * 1024;

    public ValidateFilesValidator()
    {
        RuleFor(q => q.Files).Must(f => f.Count is > 0 and <= MaxFiles).OverridePropertyName("files").WithMessage($"Send 1 to {MaxFiles} files.");
        RuleFor(q => q.Files).Must(f => f.All(x => x.Path is { Length: > 0 and <= MaxPath })).OverridePropertyName("files.path").WithMessage($"Give each file a path of at most {MaxPath} characters.");
        RuleFor(q => q.Files).Must(f => f.All(x => x.Content is { Length: <= MaxLength })).OverridePropertyName("files.content").WithMessage("Give each file its text as content, at most 5 MB.");
        RuleFor(q => q.Files).Must(f => f.Sum(x => (long)(x.Content?.Length ?? 0)) <= MaxTotal).OverridePropertyName("files").WithMessage("Send at most 30 MB of text at once; check the rest in further requests.");
    }
}

internal sealed class ValidateFilesHandler(IDescriptorReader reader, ICatalog catalog, IKinds kinds) : IQueryHandler<ValidateFiles, SetReport>
{
    public Task<Result<SetReport>> Handle(ValidateFiles query, CancellationToken cancellationToken)
    {
        var notes = new DependencyNoteReader(reader);
        var files = new CheckedFile[query.Files.Count];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            files[i] = DescriptorSet.Of(query.Files[i].Path, reader.Read(query.Files[i].Content, query.Files[i].Path), notes, kinds.Current));
        return Task.FromResult<Result<SetReport>>(DescriptorSet.Check(files, kinds.Current, new KnownEntities(catalog.Current)));
    }
}
