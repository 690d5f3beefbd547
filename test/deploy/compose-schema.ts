const text = { type: 'string' };
const texts = { type: 'array', items: text };
const duration = { type: 'string', pattern: String.raw`^(\d+(us|ms|s|m|h))+$` };
const securityOption = { enum: ['no-new-privileges:true'] };

const healthcheck = {
  type: 'object',
  properties: {
    test: { type: 'array', items: text, contains: { enum: ['CMD', 'CMD-SHELL', 'NONE'] }, minItems: 2 },
    interval: duration,
    timeout: duration,
    retries: { type: 'integer', minimum: 1 },
    start_period: duration,
  },
  additionalProperties: false,
};

const dependency = {
  type: 'object',
  properties: {
    condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] },
    required: { type: 'boolean' },
    restart: { type: 'boolean' },
  },
  required: ['condition'],
  additionalProperties: false,
};

const service = {
  type: 'object',
  properties: {
    build: text,
    image: { type: 'string', pattern: String.raw`^[a-z0-9./-]+:v?\d+\.\d+\.\d+$` },
    profiles: { type: 'array', items: { type: 'string', pattern: '^[a-zA-Z0-9][a-zA-Z0-9_.-]+$' } },
    init: { type: 'boolean' },
    restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
    stop_grace_period: duration,
    depends_on: { type: 'object', additionalProperties: dependency },
    ports: { type: 'array', items: { type: 'string', pattern: String.raw`^127\.0\.0\.1:\d+:\d+$` } },
    volumes: { type: 'array', items: { type: 'string', pattern: '^[a-z][a-z-]*:/[a-z/.]+$' } },
    environment: {
      type: 'object',
      additionalProperties: text,
      propertyNames: { pattern: '^[A-Z][A-Z0-9_]*$' },
    },
    extra_hosts: texts,
    entrypoint: texts,
    command: texts,
    healthcheck,
    read_only: { type: 'boolean' },
    tmpfs: texts,
    cap_drop: texts,
    security_opt: { type: 'array', items: securityOption },
  },
  required: ['image'],
  additionalProperties: false,
};

/**
 * What docker-compose.yml may say: of the Compose specification (https://github.com/compose-spec/compose-spec) the part
 * that the file uses, and of that what this project allows.
 */
export const composeSchema = {
  type: 'object',
  properties: {
    services: { type: 'object', additionalProperties: service },
    volumes: { type: 'object', additionalProperties: { type: 'null' } },
  },
  required: ['services', 'volumes'],
  additionalProperties: false,
};
