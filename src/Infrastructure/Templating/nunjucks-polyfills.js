// Jint 2 speaks ECMAScript 5. Nunjucks' classes need setPrototypeOf (statics are copied instead); templates call newer String and Array methods.
var window = this;
var self = this;

(function () {
  function add(target, name, value) {
    if (!target[name]) { Object.defineProperty(target, name, { value: value, enumerable: false, configurable: true, writable: true }); }
  }

  function plain(value) {
    if (Object.prototype.toString.call(value) === '[object RegExp]') { throw new TypeError('A regular expression is not allowed here.'); }
    return String(value);
  }

  add(Object, 'setPrototypeOf', function (target, source) {
    for (var key in source) {
      if (Object.prototype.hasOwnProperty.call(source, key) && !Object.prototype.hasOwnProperty.call(target, key)) { target[key] = source[key]; }
    }
    return target;
  });
  add(Object, 'assign', function (target) {
    for (var i = 1; i < arguments.length; i++) {
      for (var key in arguments[i]) { if (Object.prototype.hasOwnProperty.call(arguments[i], key)) { target[key] = arguments[i][key]; } }
    }
    return target;
  });
  add(Object, 'values', function (o) { return Object.keys(o).map(function (k) { return o[k]; }); });
  add(Object, 'entries', function (o) { return Object.keys(o).map(function (k) { return [k, o[k]]; }); });
  add(Object, 'fromEntries', function (list) { var o = {}; list.forEach(function (p) { o[p[0]] = p[1]; }); return o; });
  add(Number, 'isInteger', function (n) { return typeof n === 'number' && isFinite(n) && Math.floor(n) === n; });
  add(Number, 'isNaN', function (n) { return typeof n === 'number' && n !== n; });
  add(Number, 'isFinite', function (n) { return typeof n === 'number' && isFinite(n); });

  var text = String.prototype;
  add(text, 'startsWith', function (part, at) { at = at || 0; part = plain(part); return String(this).substr(at, part.length) === part; });
  add(text, 'endsWith', function (part, end) {
    var s = String(this); part = plain(part); end = end === undefined ? s.length : Math.min(end, s.length);
    return end >= part.length && s.substring(end - part.length, end) === part;
  });
  add(text, 'includes', function (part, at) { return String(this).indexOf(plain(part), at || 0) !== -1; });
  add(text, 'repeat', function (n) {
    if (n < 0 || n === Infinity || n * this.length > 1048576) { throw new RangeError('Invalid count value: ' + n); }
    var out = ''; for (var i = 0; i < Math.floor(n); i++) { out += this; } return out;
  });
  function fill(s, length, pad) { pad = pad === undefined ? ' ' : String(pad); var n = Math.min(length, 1048576) - s.length; if (n <= 0 || !pad) { return ''; } var out = ''; while (out.length < n) { out += pad; } return out.substr(0, n); }
  add(text, 'padStart', function (length, pad) { return fill(String(this), length, pad) + this; });
  add(text, 'padEnd', function (length, pad) { return this + fill(String(this), length, pad); });
  add(text, 'trimStart', function () { return String(this).replace(/^[\s\uFEFF\xA0]+/, ''); });
  add(text, 'trimEnd', function () { return String(this).replace(/[\s\uFEFF\xA0]+$/, ''); });
  add(text, 'at', function (i) { var s = String(this); i = i < 0 ? s.length + i : i || 0; return i < 0 || i >= s.length ? undefined : s.charAt(i); });
  add(text, 'replaceAll', function (what, by) {
    if (Object.prototype.toString.call(what) === '[object RegExp]') {
      if (!what.global) { throw new TypeError('replaceAll must be called with a global RegExp'); }
      return String(this).replace(what, by);
    }
    var s = String(this); what = String(what); var out = '', at = 0, hit;
    if (what === '') { return s.split('').map(function (c) { return by + c; }).join('') + by; }
    while ((hit = s.indexOf(what, at)) !== -1) { out += s.substring(at, hit) + (typeof by === 'function' ? by(what, hit, s) : String(by)); at = hit + what.length; }
    return out + s.substring(at);
  });

  var list = Array.prototype;
  add(list, 'includes', function (item) { for (var i = 0; i < this.length; i++) { if (this[i] === item || (item !== item && this[i] !== this[i])) { return true; } } return false; });
  add(list, 'find', function (test, self) { for (var i = 0; i < this.length; i++) { if (test.call(self, this[i], i, this)) { return this[i]; } } return undefined; });
  add(list, 'findIndex', function (test, self) { for (var i = 0; i < this.length; i++) { if (test.call(self, this[i], i, this)) { return i; } } return -1; });
  add(list, 'flat', function (depth) {
    depth = depth === undefined ? 1 : depth;
    return this.reduce(function (all, item) { return all.concat(Array.isArray(item) && depth > 0 ? item.flat(depth - 1) : [item]); }, []);
  });
  add(list, 'flatMap', function (map, self) { return list.map.call(this, map, self).flat(1); });
  add(list, 'fill', function (value, from, to) { for (var i = from || 0; i < (to === undefined ? this.length : to); i++) { this[i] = value; } return this; });
  add(list, 'at', function (i) { return this[i < 0 ? this.length + i : i || 0]; });
  add(Array, 'from', function (source, map) { var out = list.slice.call(source); return map ? out.map(map) : out; });
  add(Array, 'of', function () { return list.slice.call(arguments); });
})();
