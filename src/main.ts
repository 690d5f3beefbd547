import { enableCompileCache } from 'node:module';

// Compiled code is kept between starts; it has to be asked for before anything else is loaded.
enableCompileCache();
const { startServer } = await import('./deployment/start-server.js');
await startServer();
