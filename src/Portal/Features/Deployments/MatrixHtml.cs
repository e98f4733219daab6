using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Deployments;

/// <summary>
/// The matrix as HTML, made once for each matrix and shared by all who look at the same: nothing in it depends on who looks. It goes with its matrix.
/// </summary>
public sealed class MatrixHtml
{
    private readonly ConditionalWeakTable<DeploymentMatrix, HtmlString> _made = [];

    public async Task<IHtmlContent> OfAsync(IHtmlHelper html, DeploymentsPage page)
    {
        if (_made.TryGetValue(page.Matrix, out var made))
        {
            return made;
        }

        using var text = new StringWriter();
        (await html.PartialAsync("_Matrix", page)).WriteTo(text, HtmlEncoder.Default);
        made = new HtmlString(text.ToString());
        _made.AddOrUpdate(page.Matrix, made);
        return made;
    }
}
