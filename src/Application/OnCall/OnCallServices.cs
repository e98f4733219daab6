using Microsoft.Extensions.DependencyInjection;

namespace Portal.Application.OnCall;

internal static class OnCallServices
{
    public static IServiceCollection AddOnCall(this IServiceCollection services)
        => services.AddSingleton<OnCallStore>().AddSingleton<OnCallDirectory>().AddSingleton<OnCallCalendars>().AddSingleton<LivenessCheck>().AddSingleton<NightlyCheck>();
}
