import { render } from 'preact';
import { connect } from './live/connection.js';
import { LivePage } from './live/live-page.js';
import { LiveStore } from './model/live-store.js';
import './style/base.css';
import './style/live.css';
import './style/parts.css';

const root = document.getElementById('app');
if (root !== null) {
  const store = new LiveStore((tell) => requestAnimationFrame(tell));
  render(<LivePage store={store} />, root);
  connect(store);
}
