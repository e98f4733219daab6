using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deliveries;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Deliveries;

public static class DeliveryServices
{
    /// <summary>Webhooks and mail out, and the log of everything in and out.</summary>
    public static IServiceCollection AddDeliveries(this IServiceCollection services)
    {
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations()
            .Validate(m => m.Host.Length == 0 || m.From.Length > 0, "Mail:Host is set, but Mail:From is empty. Write the sender's address there.").ValidateOnStart();
        services.AddSingleton<DeliveryWake>();
        services.AddSingleton<DeliveryStore>();
        services.AddSingleton<IOutgoingEvents>(sp => sp.GetRequiredService<DeliveryStore>());
        services.AddSingleton<DeliveryRunner>();
        services.AddSingleton<DeliveryCare>();
        services.AddSingleton<IDeliverySender, WebhookSender>();
        services.AddSingleton<MailSender>();
        services.AddSingleton<IDeliverySender>(sp => sp.GetRequiredService<MailSender>());
        services.AddSingleton<IMailAddresses>(sp => sp.GetRequiredService<MailSender>());
        services.AddSupervised<DeliveryWorker>("Webhooks and mail are sent");
        return services;
    }
}
