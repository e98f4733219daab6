namespace ${{ values.assembly }};

/// <summary>One piece of work, as the queue hands it out.</summary>
/// <param name="Id">Names it in logs; the same for each attempt.</param>
/// <param name="Attempt">1 the first time. A queue may hand out a job twice: handling it again must do no harm.</param>
public sealed record Job(string Id, string Body, int Attempt);
