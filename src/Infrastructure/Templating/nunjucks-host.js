// Runs after Nunjucks' browser build, in Jint. What an engine of 2009 lacks and templates use is in nunjucks-polyfills.js.
// One environment for each rule about the space around blocks, made when it is first asked for: t trims the line break after one, l the space before it.
var portalEnvironments = {};
var portalFilters = {};

function portalEnvironmentOf(rules) {
  if (!portalEnvironments[rules]) {
    var made = new nunjucks.Environment(null, {
      autoescape: false,
      trimBlocks: rules.indexOf('t') >= 0,
      lstripBlocks: rules.indexOf('l') >= 0,
      tags: { variableStart: '${{', variableEnd: '}}' }
    });
    Object.keys(portalFilters).forEach(function (name) { made.addFilter(name, portalFilters[name]); });
    portalEnvironments[rules] = made;
  }
  return portalEnvironments[rules];
}

var portalEnvironment = portalEnvironmentOf('tl');

function portalFilter(name, filter) {
  portalFilters[name] = filter;
  portalEnvironment.addFilter(name, filter);
}

function portalAsk(name, text, argument) {
  var answer = portalHost(name, String(text), argument);
  if (answer.charAt(0) === '!') { throw new Error(answer.substring(1)); }
  return answer.substring(1);
}

portalFilter('parseRepoUrl', function (text) { return JSON.parse(portalAsk('parseRepoUrl', text, '')); });
portalFilter('parseEntityRef', function (text, defaults) { return JSON.parse(portalAsk('parseEntityRef', text, JSON.stringify(defaults || {}))); });
portalFilter('projectSlug', function (text) { return portalAsk('projectSlug', text, ''); });
portalFilter('pick', function (value, key) {
  if (value === undefined || value === null) { return undefined; }
  if (!Array.isArray(key)) { return value[key]; }
  return key.reduce(function (part, k) { return part === undefined || part === null ? undefined : part[k]; }, value);
});

// Milliseconds since 1970, as Roadie has it; but the moment the run was started, so that a retry and an upgrade render what the first attempt did.
portalFilter('now', function () {
  if (this.ctx.$now === undefined) { throw new Error('now is known in the steps and files of a run only.'); }
  return this.ctx.$now;
});

// The result of one expression with its type: Nunjucks prints text, so the value is caught on its way out.
portalFilter('portalCapture', function (value) {
  portalCaptured = value === undefined ? undefined : JSON.stringify(value);
  return '';
});

var portalCaptured;
var portalTemplates = {};

function portalCompile(key, text, rules) { portalTemplates[key] = new nunjucks.Template(text, portalEnvironmentOf(rules), undefined, true); }
function portalHas(key) { return Object.prototype.hasOwnProperty.call(portalTemplates, key); }
function portalForget() { portalTemplates = {}; }
function portalRender(key, context) { return portalTemplates[key].render(JSON.parse(context)); }
function portalEvaluate(key, context) {
  portalCaptured = undefined;
  portalTemplates[key].render(JSON.parse(context));
  return portalCaptured;
}

function portalFilterNames() { return Object.keys(portalEnvironment.filters).filter(function (name) { return name !== 'portalCapture'; }).sort().join(' '); }

function portalParse(text) { new nunjucks.Template(text, portalEnvironment, undefined, true); }

// True when the text is one expression and nothing else, so that its value can keep its type.
function portalIsExpression(text) {
  try {
    var tree = nunjucks.parser.parse(text, [], portalEnvironment.opts);
    return tree.children.length === 1 && tree.children[0] instanceof nunjucks.nodes.Output
      && tree.children[0].children.length === 1 && !(tree.children[0].children[0] instanceof nunjucks.nodes.TemplateData);
  } catch (e) {
    return false;
  }
}
