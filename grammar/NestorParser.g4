// The rules of Nestor, in the order of docs/language.md.
//
// Every decision is taken by the next token, or by the next two where a comment
// says so: what was found and what was expected is then exact.
//   - A statement, declaration or member ends with a NEWLINE, also before `}`
//     and at the end of the file, where SettleTokens adds one. Errors therefore
//     stay inside a line rule, and recovery goes on behind its end.
//   - A word such as `data` or `report` is a keyword token only where it leads
//     a statement; SettleTokens makes it a NAME everywhere else.
//   - What may stand left of `=`, `~`, `in` and `:` is an expression or a type
//     here and is checked by BuildAst: no rule looks past an expression, and
//     the message can say what stood there.
//   - Forms whose right end is open (fn, if, for, minimize, trace, with, match)
//     stand in `expr`, above the operators; inside operators they need
//     brackets. `grad x { }` and `cost { }` end with a brace and are operands.
parser grammar NestorParser;

options { tokenVocab = NestorLexer; }

// ---- Programs and declarations

program: declaration* EOF;

declaration
  : ( imports
    | constants
    | record
    | function
    | aggregate
    | experiment
    | topBinding
    ) end
  ;

end: NEWLINE | SEMI;

imports: IMPORT path (COMMA path)*;

path: name (DOT name)*;

constants: (CONST | HYPER | DATA) bindings;

bindings: binding (COMMA binding)*;

binding: name (EQ | TILDE) expr;

record: RECORD name LBRACE fields RBRACE;

fields: field*;

field: name COLON type (COMMA | end);

function: FN name parameters (ARROW type)? body gradientRule?;

gradientRule: GRADIENT parameters body;

parameters: LPAREN (parameter (COMMA parameter)*)? RPAREN;

parameter: name (AT STRING)? (COLON type)? (EQ expr)?;

body: EQ expr | block;

// `model Name = e` and `task Name = e` name one; an optimizer needs a body.
aggregate
  : (TASK | MODEL | OPTIMIZER) name parameters?
    (LBRACE members RBRACE | EQ expr)
  ;

members: member*;

member: (function | (PARAM | STATE)? bindings) end;

experiment: EXPERIMENT name (MEMORY STRING)? block (OVER operation SEEDS block)?;

topBinding: name (COMMA name)* EQ values;

// ---- Types

type
  : FN LPAREN (type (COMMA type)*)? RPAREN ARROW type
  | LPAREN typeItem (COMMA typeItem)* RPAREN
  | path arguments? shape*
  ;

typeItem: type (COLON type)?;

shape: LBRACK dimension (COMMA dimension)* RBRACK;

dimension: ELLIPSIS name? | operation;

// ---- Statements

block: LBRACE statements RBRACE;

statements: statement*;

// `fn name` is a function, `fn (` an expression: two tokens decide.
statement
  : ( STATE bindings
    | NOTE bindings
    | (REPORT | PRINT | PLOT | SAVE) argument (COMMA argument)*
    | ASSERT expr (COMMA expr)?
    | CLAIM name COLON expr
    | function
    | values ((EQ | TILDE) values)?
    ) end
  ;

values: expr (COMMA expr)*;

// ---- Expressions with an open right end

expr
  : lambda
  | TRACE (loop | minimize)
  | minimize
  | loop
  | WITH setting (COMMA setting)* block
  | conditional
  | MATCH operation LBRACE arms RBRACE
  | operation
  ;

lambda: FN parameters (ARROW type)? body;

minimize
  : MINIMIZE place (FROM operation)? WITH operation (FOR header)?
    (UNTIL operation)? (THROUGH operation)? block every*
  ;

loop: FOR header (UNTIL operation)? (THROUGH operation)? block every*;

// `N steps`, or names `in` what is walked.
header: operation (COMMA operation)* (STEPS | STEP | IN operation);

every: EVERY operation (STEPS | STEP) block;

place
  : name (DOT name | subscript)*
  | LPAREN place (COMMA place)+ RPAREN
  ;

setting: name EQ operation;

conditional: IF operation block (ELSE (block | conditional))?;

arms: arm*;

arm: operation (IN operation)? ARROW expr (COMMA | end);

// ---- Operators, the loosest first

operation: disjunction (PIPE application)*;

disjunction: conjunction (OR conjunction)*;

conjunction: negation (AND negation)*;

negation: NOT negation | comparison;

comparison: range ((EQEQ | NE | LT | LE | GT | GE) range)?;

// An end may be missing only in an index; two tokens decide.
range: joined (RANGE joined)?;

joined: sum (JOIN sum)*;

sum: product ((PLUS | MINUS) product)*;

product: unary ((STAR | SLASH | SLASH2 | PERCENT | AT_SIGN) unary)*;

unary: MINUS unary | power;

// -x^2 is -(x^2), x^-1 is allowed, and x^y^z is x^(y^z).
power: application (CARET unary)?;

application: primary (DOT name | arguments | subscript)*;

arguments: LPAREN (argument (COMMA argument)*)? RPAREN;

argument: expr (EQ expr)?;

subscript: LBRACK index (COMMA index)* RBRACK;

index: NEW | ELLIPSIS | RANGE operation? | operation RANGE?;

primary
  : NUMBER
  | STRING
  | TRUE
  | FALSE
  | name
  | GRAD place block
  | COST block
  | LPAREN argument (COMMA argument)* RPAREN
  | LBRACK (element (generator+ | (COMMA element)*))? RBRACK
  ;

element: ELLIPSIS name | expr;

generator: FOR name (COMMA name)* (IN | TILDE) operation (IF operation)?;

// ---- Names

// Behind a point, and before `=` in an argument, every word is a name:
// SettleTokens has made it one.
name: NAME | AT | GRADIENT | IN | FROM | OVER | STEP | STEPS | SEEDS;
