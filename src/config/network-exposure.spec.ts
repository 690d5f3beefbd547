import { describe, expect, it } from '@jest/globals';
import { isLoopbackHost } from './network-exposure.js';

describe('isLoopbackHost', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::1%lo',
    '::ffff:127.0.0.1',
    '::FFFF:7f00:1',
    'localhost',
    'LOCALHOST',
  ])('says that only this machine reaches %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.10',
    '128.0.0.1',
    '::ffff:192.168.1.10',
    'fe80::1%eth0',
    'localhost.example.com',
    'agent.internal',
    '127.1',
  ])('says that others may reach %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
