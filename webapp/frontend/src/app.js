// Everything here makes a page smoother; no page needs it.
import 'htmx.org';
import './blank.js';
import './count.js';
import './focus.js';
import './goto.js';
import './keys.js';
import './leave.js';
import './left.js';
import './names.js';
import './news.js';
import './pane.js';
import './session.js';
import "./studio-form.js";
