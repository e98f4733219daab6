namespace Portal.Application.Snapshots;

/// <summary>What stands around the content: style and the little script that says the age and filters. Nothing is loaded from anywhere.</summary>
internal static class SnapshotFrame
{
    public const string Style = """
        :root{color-scheme:light dark;--bg:#fff;--fg:#1d2733;--muted:#5b6775;--line:#dbe1e8;--sunk:#f4f6f8;--bad:#b42318;--link:#0b5cad}
        @media(prefers-color-scheme:dark){:root{--bg:#12181f;--fg:#e5ebf1;--muted:#9aa7b4;--line:#2c3743;--sunk:#1a222b;--bad:#ff8f85;--link:#7cb8f5}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,sans-serif}
        main{max-width:72rem;margin:0 auto;padding:16px}h1{font-size:22px;margin:0}h2{font-size:18px;margin:28px 0 8px}a{color:var(--link)}
        .age{padding:10px 16px;background:var(--sunk);border-bottom:1px solid var(--line);position:sticky;top:0;z-index:1;display:flex;gap:12px;flex-wrap:wrap;align-items:center}
        .age.old strong{color:var(--bad)}input{font:inherit;padding:8px 10px;border:1px solid var(--line);border-radius:6px;background:var(--bg);color:var(--fg);flex:1 1 16rem;min-width:0}
        .muted{color:var(--muted)}.bad{color:var(--bad);font-weight:600}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 8px;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{font-weight:600}
        details{border:1px solid var(--line);border-radius:6px;margin:6px 0}summary{padding:8px 10px;cursor:pointer;overflow-wrap:anywhere}details>div{padding:0 10px 10px}ul{margin:4px 0;padding-left:20px}.scroll{overflow-x:auto}[hidden]{display:none!important}
        @media(max-width:640px){th,td{padding:6px 4px}}
        """;

    public const string Script = """
        (function(){var made=new Date(document.body.dataset.made),box=document.querySelector('.age'),age=document.getElementById('age');
        function tell(){var m=Math.max(0,Math.round((Date.now()-made)/60000));age.textContent=m<1?'less than a minute old':m<120?m+' minutes old':m<2880?Math.round(m/60)+' hours old':Math.round(m/1440)+' days old';box.classList.toggle('old',m>30)}
        tell();setInterval(tell,30000);
        var find=document.getElementById('find');find.hidden=false;
        find.addEventListener('input',function(){var words=find.value.toLowerCase().split(/\s+/).filter(Boolean);document.querySelectorAll('[data-find]').forEach(function(row){var text=row.dataset.find;row.hidden=!words.every(function(w){return text.indexOf(w)>=0})})})})();
        """;
}
