return args switch
{
    ["live", ..] => Portal.Benchmarks.LiveState.Run(),
    _ => 0,
};
