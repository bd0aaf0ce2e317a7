// The tokens of Nestor, as they stand in the text.
//
// What depends on the tokens around is not decided here but in
// compiler/syntax/SettleTokens.cpp, between this lexer and the parser:
//   - whether an end of line ends a statement or the line goes on;
//   - whether a word such as `data` or `report` leads a statement or is a name.
// No text fails here: what begins no token becomes UNKNOWN, an open string
// becomes OPEN_STRING, and compiler/syntax/CheckTokens.cpp reports them.
//
// The lexer sees bytes: those above 127 are replaced before it runs, so that
// an index of a token is a byte offset.
lexer grammar NestorLexer;

// ---- Words of declarations and members

IMPORT: 'import';
CONST: 'const';
HYPER: 'hyper';
DATA: 'data';
RECORD: 'record';
FN: 'fn';
TASK: 'task';
MODEL: 'model';
OPTIMIZER: 'optimizer';
EXPERIMENT: 'experiment';
PARAM: 'param';
STATE: 'state';

// ---- Words that lead a statement

NOTE: 'note';
REPORT: 'report';
PRINT: 'print';
PLOT: 'plot';
SAVE: 'save';
ASSERT: 'assert';
CLAIM: 'claim';

// ---- Words of expressions

MINIMIZE: 'minimize';
GRAD: 'grad';
TRACE: 'trace';
COST: 'cost';
FOR: 'for';
WITH: 'with';
UNTIL: 'until';
THROUGH: 'through';
EVERY: 'every';
IF: 'if';
ELSE: 'else';
MATCH: 'match';
NOT: 'not';
AND: 'and';
OR: 'or';
NEW: 'new';
TRUE: 'true';
FALSE: 'false';

// ---- Words that count only behind something complete; elsewhere names

AT: 'at';
GRADIENT: 'gradient';
IN: 'in';
FROM: 'from';
MEMORY: 'memory';
OVER: 'over';
STEP: 'step';
STEPS: 'steps';
SEEDS: 'seeds';

// ---- Brackets, separators, operators

LPAREN: '(';
RPAREN: ')';
LBRACK: '[';
RBRACK: ']';
LBRACE: '{';
RBRACE: '}';
COMMA: ',';
SEMI: ';';
COLON: ':';
ARROW: '->';
EQ: '=';
TILDE: '~';
PIPE: '|>';
JOIN: '++';
PLUS: '+';
MINUS: '-';
STAR: '*';
SLASH2: '//';
SLASH: '/';
PERCENT: '%';
AT_SIGN: '@';
CARET: '^';
EQEQ: '==';
NE: '!=';
LE: '<=';
GE: '>=';
LT: '<';
GT: '>';
ELLIPSIS: '...';
RANGE: '..';
DOT: '.';

// ---- Literals and names

// A point belongs to a number only with a digit behind it: 1..n is a range.
NUMBER: DIGITS ('.' DIGITS)? ([eE] [+-]? DIGITS)?;

// Any escape may stand here; BuildAst says which ones mean something.
STRING: '"' STRING_PART* '"';
OPEN_STRING: '"' STRING_PART* '\\'?;

NAME: [A-Za-z_] [A-Za-z_0-9]*;

fragment DIGITS: [0-9] ('_'? [0-9])*;
fragment STRING_PART: ~["\\\r\n] | '\\' ~[\r\n];

// ---- The rest

COMMENT: '#' ~[\r\n]* -> skip;
SPACE: [ \t]+ -> skip;
NEWLINE: '\r'? '\n' | '\r';
UNKNOWN: .;
