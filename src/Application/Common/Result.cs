namespace Portal.Application.Common;

/// <summary>Lets a pipeline behaviour refuse in the caller's own result type: nothing is thrown, nothing is cast.</summary>
/// <typeparam name="TSelf">The result type itself.</typeparam>
public interface IFallible<TSelf>
    where TSelf : IFallible<TSelf>
{
    /// <summary>Why there is no value, or null when there is one.</summary>
    Failure? Failure { get; }

    /// <summary>A result that carries the failure instead of a value.</summary>
    static abstract TSelf Fail(Failure failure);
}

/// <summary>Either a value or the reason why there is none. Expected refusals are values; exceptions are for bugs.</summary>
public readonly record struct Result<T> : IFallible<Result<T>>
{
    private readonly T _value;

    private Result(T value, Failure? failure)
    {
        _value = value;
        Failure = failure;
    }

    /// <inheritdoc />
    public Failure? Failure { get; }

    /// <summary>True when there is a value.</summary>
    public bool IsSuccess => Failure is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The result is a failure: the caller did not look first.</exception>
    public T Value => Failure is null ? _value : throw new InvalidOperationException($"No value: {Failure.Code} {Failure.Message}");

    /// <inheritdoc />
    public static Result<T> Fail(Failure failure) => new(default!, failure);

    /// <summary>A successful result; needed where T is an interface, for which no implicit conversion exists.</summary>
    public static Result<T> Of(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default!, failure);

    /// <summary>Continues with the value or with the failure.</summary>
    public TOut Match<TOut>(Func<T, TOut> onValue, Func<Failure, TOut> onFailure)
        => Failure is null ? onValue(_value) : onFailure(Failure);
}

/// <summary>What a command answers that has nothing to tell.</summary>
public readonly record struct Done
{
    public static Done Value => default;
}
