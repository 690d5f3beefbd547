import { describe, expect, it } from '@jest/globals';
import { SetupProblem } from '../setup-problem.js';
import { editEnvFile } from './edit-env-file.js';

function edit(text: string, changes: Record<string, string | undefined>): string {
  return editEnvFile(text, new Map(Object.entries(changes)));
}

describe('editEnvFile', () => {
  it('changes a value where it stands, and nothing around it', () => {
    const text = '# mine\r\n\r\nOTHER = "a b"\r\n  export PORT=1 # why\r\nLAST=x';
    expect(edit(text, { PORT: '2' })).toBe('# mine\r\n\r\nOTHER = "a b"\r\n  export PORT=2 # why\r\nLAST=x');
  });

  it('puts a new variable at the end, in the line endings of the file', () => {
    expect(edit('A=1\r\nB=2', { C: '3' })).toBe('A=1\r\nB=2\r\nC=3\r\n');
    expect(edit('', { C: '3' })).toBe('C=3\n');
  });

  it('puts a new variable below the line in which it is commented out', () => {
    expect(edit('# The port.\n#PORT=8642\n#HOST=\n', { PORT: '9000' })).toBe(
      '# The port.\n#PORT=8642\nPORT=9000\n#HOST=\n',
    );
  });

  it('uncomments a line that is empty, or says the same', () => {
    expect(edit('#KEY=\n#PORT=9000\n', { KEY: 'k', PORT: '9000' })).toBe('KEY=k\nPORT=9000\n');
  });

  it('comments out every line that sets a variable, and puts it back as it was', () => {
    const text = 'A=1\nKEY=one\nexport KEY="two"\nB=2\n';
    const without = edit(text, { KEY: undefined });
    expect(without).toBe('A=1\n#KEY=one\n#export KEY="two"\nB=2\n');
    expect(edit(without, { KEY: 'one' })).toBe('A=1\nKEY=one\n#export KEY="two"\nB=2\n');
  });

  it('leaves one comment of what is taken out twice', () => {
    const once = edit('KEY=one\n', { KEY: undefined });
    const again = edit(edit(once, { KEY: 'other' }), { KEY: 'one' });
    expect(edit(again, { KEY: undefined })).toBe('#KEY=one\n');
  });

  it('changes the last of several lines that set a variable, which is the one that counts', () => {
    expect(edit('A=1\nA=2\n', { A: '3' })).toBe('A=1\nA=3\n');
  });

  it('replaces a value of several lines as a whole', () => {
    expect(edit('A="one\nB=2\n" # tail\nC=3\n', { A: 'x' })).toBe('A=x # tail\nC=3\n');
    expect(edit("A='one\ntwo'\nC=3\n", { A: undefined })).toBe("#A='one\n#two'\nC=3\n");
  });

  it('keeps a comment that stands close to a value apart from the new one', () => {
    expect(edit('A=1#why\n', { A: '2' })).toBe('A=2 #why\n');
  });

  it('keeps a byte order mark', () => {
    expect(edit('\uFEFFA=1\n', { A: '2', B: '3' })).toBe('\uFEFFA=2\nB=3\n');
  });

  it('changes nothing when nothing is to change', () => {
    const text = 'A=1\nnot a line of this format\n=x\n"quoted"=1\n';
    expect(edit(text, {})).toBe(text);
  });

  it('refuses a change that would be read as more than that', () => {
    expect(() => edit("A='open\nB=2\n", { C: "it's" })).toThrow(SetupProblem);
  });

  it('refuses a value that cannot be written', () => {
    expect(() => edit('', { A: 'two\nlines' })).toThrow('The value of A cannot be written');
  });
});
